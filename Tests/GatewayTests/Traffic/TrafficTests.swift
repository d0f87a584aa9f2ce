import Testing

@testable import Gateway

/// What a caller may have under way: each row of the policy that is not about payouts.
@Suite struct TrafficTests {
    private let now = MonotonicInstant(nanoseconds: 0)

    private func caller(
        _ name: String = "payroll", rate: Rate? = nil, inFlight: Int? = nil, connections: Int? = nil
    ) -> Caller {
        var caller = Caller(name: name, uid: 1001, methods: [])
        caller.rate = rate
        caller.maximumInFlight = inFlight
        caller.maximumConnections = connections
        return caller
    }

    @Test("rate: each caller has its own")
    func rate() {
        var traffic = Traffic()
        let payroll = caller(rate: Rate(2, per: .seconds(1)))
        #expect(traffic.callBegan(payroll, at: now) == nil)
        #expect(traffic.callBegan(payroll, at: now) == nil)
        #expect(traffic.callBegan(payroll, at: now) == .tooFast(retryIn: .milliseconds(500)))
        #expect(traffic.callBegan(caller("refunds", rate: payroll.rate), at: now) == nil)
    }

    /// How many of `count` refusals in a row are within the rate.
    private func refused(_ count: Int, _ uid: UInt32, in traffic: inout Traffic, at now: MonotonicInstant) -> Int {
        var within = 0
        for _ in 0..<count where traffic.refused(uid: uid, at: now) { within += 1 }
        return within
    }

    @Test("A uid that is no caller has a rate of refusals, which outlives its connections, and shares none with another's")
    func refusalsOfStrangers() {
        var traffic = Traffic()
        #expect(refused(150, 7, in: &traffic, at: now) == 100)
        _ = traffic.strangerConnected(uid: 7)
        traffic.strangerDisconnected(uid: 7)
        #expect(refused(1, 7, in: &traffic, at: now) == 0)
        #expect(refused(1, 8, in: &traffic, at: now) == 1)
        #expect(refused(2, 7, in: &traffic, at: now.advanced(by: .milliseconds(100))) == 1)
    }

    @Test("More uids than can be told apart share a rate, until others have nothing to remember")
    func refusalsOfManyStrangers() {
        var traffic = Traffic()
        let uids = UInt32(Limits.refusalUIDs)
        for uid in 0..<uids { _ = traffic.refused(uid: uid, at: now) }
        var within = 0
        for uid in uids..<(uids + 150) where traffic.refused(uid: uid, at: now) { within += 1 }
        #expect(within == 100)
        #expect(refused(1, 0, in: &traffic, at: now) == 1)
        #expect(refused(150, uids + 150, in: &traffic, at: now.advanced(by: .seconds(1))) == 100)
    }

    @Test("max_in_flight: one more when one has ended")
    func inFlight() {
        var traffic = Traffic()
        let payroll = caller(inFlight: 2)
        #expect(traffic.callBegan(payroll, at: now) == nil)
        #expect(traffic.callBegan(payroll, at: now) == nil)
        #expect(traffic.callBegan(payroll, at: now) == .tooManyCalls(limit: 2))
        #expect(traffic.callBegan(caller("refunds", inFlight: 1), at: now) == nil)
        traffic.callEnded(of: "payroll")
        #expect(traffic.callBegan(payroll, at: now) == nil)
        #expect(traffic.callBegan(payroll, at: now) == .tooManyCalls(limit: 2))
    }

    @Test("max_connections: one more when one has gone")
    func connections() {
        var traffic = Traffic()
        let payroll = caller(connections: 1)
        #expect(traffic.connected(payroll) == true)
        #expect(traffic.connected(payroll) == false)
        #expect(traffic.connected(caller("refunds", connections: 1)) == true)
        traffic.disconnected("payroll")
        #expect(traffic.connected(payroll) == true)
    }

    @Test("Without limits everything is taken on")
    func noLimits() {
        var traffic = Traffic()
        for _ in 0..<10_000 {
            #expect(traffic.callBegan(caller(), at: now) == nil)
            #expect(traffic.connected(caller()) == true)
        }
    }

    @Test("A limit that comes while connections are open counts those, and another rate begins with what is left")
    func newConfiguration() {
        var traffic = Traffic()
        #expect(traffic.connected(caller()) == true)
        #expect(traffic.connected(caller()) == true)
        #expect(traffic.connected(caller(connections: 2)) == false)
        let rate = Rate(2, per: .seconds(1))
        #expect(traffic.callBegan(caller(rate: rate), at: now) == nil)
        #expect(traffic.callBegan(caller(rate: rate), at: now) == nil)
        #expect(traffic.callBegan(caller(rate: rate, inFlight: 5), at: now) == .tooFast(retryIn: .milliseconds(500)))
    }

    @Test("A stranger keeps a few connections, by uid, and is forgotten when they are closed")
    func strangers() {
        var traffic = Traffic()
        for _ in 0..<Limits.strangersConnections { #expect(traffic.strangerConnected(uid: 1) == true) }
        #expect(traffic.strangerConnected(uid: 1) == false)
        #expect(traffic.strangerConnected(uid: 2) == true)
        traffic.strangerDisconnected(uid: 1)
        #expect(traffic.strangerConnected(uid: 1) == true)
    }
}
