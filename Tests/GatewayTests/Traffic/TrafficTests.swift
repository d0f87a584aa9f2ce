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
