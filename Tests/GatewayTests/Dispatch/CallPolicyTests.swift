import Contract
import Testing

@testable import Gateway

/// Identity, rates and what is in flight, at the admission: what a caller hears, and what is written down.
@Suite struct CallPolicyTests {
    private func payroll(
        rate: Rate? = nil, inFlight: Int? = nil, connections: Int? = nil
    ) -> Caller {
        var caller = Caller.payroll
        caller.rate = rate
        caller.maximumInFlight = inFlight
        caller.maximumConnections = connections
        return caller
    }

    private func gateway(_ callers: Caller...) throws -> TestGateway {
        try TestGateway(ScriptedUpstream([]), callers: callers)
    }

    @Test("An unknown peer hears which uid was refused, whatever it calls, and it is written down")
    func unknown() throws {
        let gateway = try gateway(.payroll)
        let stranger = Peer(uid: 4242, gid: 7, pid: 9, executable: "/bin/odd")
        for method in ["WhoAmI", "NoSuchMethod"] {
            let result = gateway.admit(service: "oy.v1.GatewayService", method, [], as: stranger)
            guard case .failure(let error) = result else {
                Issue.record("\(method) was admitted")
                continue
            }
            #expect(error.code == .permissionDenied)
            #expect(error.reason == "CALLER_UNKNOWN")
            #expect(error.message.contains("uid 4242"))
            #expect(error.metadata["uid"] == "4242")
        }
        #expect(gateway.entries.count == 2)
        let entry = try #require(gateway.entries.first)
        #expect(entry.kind == .refusal)
        #expect(entry.caller == AuditCaller(name: nil, uid: 4242, gid: 7, pid: 9, executable: "/bin/odd"))
        #expect(entry.outcome == AuditOutcome(code: "PERMISSION_DENIED", reason: "CALLER_UNKNOWN"))
    }

    @Test("A peer that is refused over and over grows the ledger by a bounded number of entries")
    func flood() throws {
        let clock = JumpingClock()
        let gateway = try TestGateway(ScriptedUpstream([]), clock: clock, callers: [.payroll])
        for _ in 0..<5_000 {
            _ = gateway.admit(service: "a", "b", [], as: Peer(uid: 4242, gid: 7, pid: 9))
        }
        #expect(gateway.entries.count == 100)
        #expect(gateway.log.ended.count == 5_000, "metrics and log see each of them")
        gateway.audit.writeRefusals()
        #expect(gateway.entries.count == 100)
        clock.advance(by: .seconds(10))
        gateway.audit.writeRefusals()
        #expect(gateway.entries.count == 101)
        #expect(gateway.entries.last?.detail?.hasPrefix("4900 refusals since") == true)
        gateway.audit.writeRefusals(isEnding: true)
        #expect(gateway.entries.count == 101)
    }

    @Test("rate: RESOURCE_EXHAUSTED, and when to come again")
    func rate() throws {
        let clock = JumpingClock()
        let gateway = try TestGateway(
            ScriptedUpstream([]), clock: clock, callers: [payroll(rate: Rate(120, per: .seconds(60), burst: 2)), .refunds])
        for _ in 0..<2 { _ = try gateway.admit("WhoAmI").get() }
        let error = try #require(gateway.admit("WhoAmI").error)
        #expect(error.code == .resourceExhausted)
        #expect(error.reason == "RATE_LIMIT_REACHED")
        #expect(error.retryDelay == .milliseconds(500))
        #expect(error.metadata["caller"] == "payroll")
        _ = try gateway.admit("WhoAmI", as: .refunds).get()
        clock.advance(by: .milliseconds(500))
        _ = try gateway.admit("WhoAmI").get()
        #expect(gateway.entries.map(\.outcome?.reason) == ["RATE_LIMIT_REACHED"])
    }

    @Test("rate: calls that are refused use it up too")
    func rateOfRefusals() throws {
        var poor = Caller.poor
        poor.rate = Rate(2, per: .seconds(1))
        let gateway = try gateway(poor)
        let refused = [try gateway.admit("GetInfo", as: poor), try gateway.admit("GetInfo", as: poor)]
        #expect(refused.map(\.error?.reason) == ["METHOD_NOT_ALLOWED", "METHOD_NOT_ALLOWED"])
        #expect(try gateway.admit("GetBalance", as: poor).error?.reason == "RATE_LIMIT_REACHED")
    }

    @Test("max_in_flight: over all connections; a call that was admitted counts until nobody holds it, however it ended")
    func inFlight() throws {
        let gateway = try gateway(payroll(inFlight: 2))
        var held: [AdmittedCall] = try (0..<2).map { _ in try gateway.admit("WhoAmI").get() }
        let error = try #require(gateway.admit("WhoAmI").error)
        #expect(error.code == .resourceExhausted)
        #expect(error.reason == "TOO_MANY_CALLS_IN_FLIGHT")
        #expect(error.retryDelay == .seconds(1))
        held.removeLast()
        held.append(try gateway.admit("WhoAmI").get())
        #expect(try gateway.admit("WhoAmI").error?.reason == "TOO_MANY_CALLS_IN_FLIGHT")
        // One that is refused for another reason gives its place back.
        held.removeAll()
        for _ in 0..<10 { #expect(try gateway.admit("GetPayout").error?.code == .invalidArgument) }
        held = try (0..<2).map { _ in try gateway.admit("WhoAmI").get() }
        #expect(held.count == 2)
    }

    @Test("A call counts while it waits for its answer")
    func inFlightWhileWaiting() async throws {
        let upstream = FakeUpstream()
        let gateway = try TestGateway(upstream, clock: ManualClock(), callers: [payroll(inFlight: 1)])
        async let balance = gateway.call("GetBalance")
        let attempt = await upstream.next()
        #expect(try gateway.admit("WhoAmI").error?.reason == "TOO_MANY_CALLS_IN_FLIGHT")
        attempt.end(.said("000", #""balance":1,"timestamp":"x""#))
        _ = try await balance.get()
        _ = try gateway.admit("WhoAmI").get()
    }

    @Test("max_connections: one more is turned away and written down, and there is room again when one has gone")
    func connections() throws {
        let gateway = try gateway(payroll(connections: 2))
        let first = try #require(gateway.admission.connected(Caller.payroll.peer))
        _ = try #require(gateway.admission.connected(Caller.payroll.peer))
        #expect(gateway.admission.connected(Caller.payroll.peer) == nil)
        let entry = try #require(gateway.entries.last)
        #expect(entry.kind == .refusal)
        #expect(entry.caller?.name == "payroll")
        #expect(entry.outcome == AuditOutcome(code: "RESOURCE_EXHAUSTED", reason: "TOO_MANY_CONNECTIONS"))
        gateway.admission.disconnected(first)
        #expect(gateway.admission.connected(Caller.payroll.peer) != nil)
    }

    @Test("A stranger's connections are few, and its own")
    func strangersConnections() throws {
        let gateway = try gateway(.payroll)
        let stranger = Peer(uid: 4242, gid: 7, pid: 9)
        var open: [ConnectedPeer] = []
        for _ in 0..<100 { if let one = gateway.admission.connected(stranger) { open.append(one) } }
        #expect(open.count == Limits.strangersConnections)
        #expect(gateway.admission.connected(Caller.payroll.peer) != nil)
        for one in open { gateway.admission.disconnected(one) }
        #expect(gateway.admission.connected(stranger) != nil)
    }

    @Test("What is under way outlives a new configuration")
    func newConfiguration() throws {
        let gateway = try gateway(payroll(rate: Rate(1, per: .seconds(60)), connections: 1))
        let connection = try #require(gateway.admission.connected(Caller.payroll.peer))
        _ = try gateway.admit("WhoAmI").get()
        // The same again, and one that renames the caller: its connection still counts where it was counted.
        gateway.callers.replace(by: CallerDirectory([payroll(rate: Rate(1, per: .seconds(60)), connections: 1)]))
        #expect(try gateway.admit("WhoAmI").error?.reason == "RATE_LIMIT_REACHED")
        #expect(gateway.admission.connected(Caller.payroll.peer) == nil)
        var renamed = payroll(connections: 1)
        renamed.name = "wages"
        gateway.callers.replace(by: CallerDirectory([renamed]))
        gateway.admission.disconnected(connection)
        gateway.callers.replace(by: CallerDirectory([payroll(connections: 1)]))
        #expect(gateway.admission.connected(Caller.payroll.peer) != nil)
    }

    @Test("An auditor changes nothing, whatever methods are written down for him; approving and resolving take their roles")
    func roles() throws {
        func may(_ role: Role?) throws -> Set<String> {
            let caller = Caller(name: "x", uid: 1, role: role, methods: [MethodPattern("*")!])
            return Set(try EndpointTable().all.filter(caller.mayCall).map(\.method))
        }
        let all = Set(try EndpointTable().all.map(\.method))
        let reading: Set = [
            "InquireAccount", "GetRemitStatus", "GetBalance", "GetVirtualAccount", "ListVirtualAccounts",
            "ListVirtualAccountTransactions", "ListBankServices", "ListAccounts", "GetAccountBalance", "ListMutations",
            "GetPayout", "ListPayouts", "WaitPayout", "WhoAmI", "GetInfo", "Check", "Watch",
            // Its own bookmark among the events.
            "Ack",
        ]
        #expect(try may(.auditor) == reading)
        #expect(try may(nil) == all.subtracting(["ResolvePayout", "ApprovePayout", "DeclinePayout"]))
        #expect(try may(.operator) == all.subtracting(["ApprovePayout", "DeclinePayout"]))
        #expect(try may(.approver) == all.subtracting(["ResolvePayout"]))
    }

    @Test("docs/configuration.md: what a caller with a role may call where no methods are written down", arguments: [
        (Role.auditor, []), (.operator, ["CancelPayout", "ResolvePayout"]), (.approver, ["ApprovePayout", "DeclinePayout"]),
    ] as [(Role, [String])])
    func methodsOfARole(role: Role, own: [String]) throws {
        let caller = Caller(name: "x", uid: 1, role: role)
        let everyones = ["GetPayout", "ListPayouts", "WaitPayout", "GetRemitStatus", "GetBalance", "GetInfo", "WhoAmI"]
        let expected = Set(everyones + own).union(["Check", "Watch"])
        let found = try EndpointTable().all.filter(caller.mayCall)
        #expect(Set(found.map(\.method)) == expected)
        #expect(found.filter { $0.method == "Watch" }.map(\.service) == ["grpc.health.v1.Health"])
    }
}
