import Contract
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Who is told what, and from where.
@Suite struct EventCallsTests {
    let gateway = try! TestGateway(ScriptedUpstream([]))

    private struct Enough: Error {}

    init() {
        let ledger = gateway.ledger
        ledger.state.update { state in
            func step(_ id: String, _ caller: String) -> PayoutStep {
                PayoutStep(
                    partnerTrxID: id, caller: caller, from: nil, to: .recorded, amountRupiah: 10_000, recipientBank: "014")
            }
            state.events.add(step("p1", "payroll"), at: second(1))
            state.events.add(step("r1", "refunds"), at: second(2))
            state.events.add(
                EventDraft(
                    kind: .virtualAccount, identity: "va:1", isVerified: true,
                    facts: #"{"va_number":"100","amount":5,"success":true}"#), second(3))
            state.events.add(
                EventDraft(
                    kind: .disbursement, identity: "d:1", owner: "refunds", isVerified: true,
                    facts: #"{"status":{"code":"000"},"partner_trx_id":"r1"}"#), second(4))
        }
    }

    /// The cursors that a stream tells, as many as asked for.
    private func told(
        _ json: String, events: Set<EventKind> = [.payout], as caller: Caller = .payroll, count: Int
    ) async throws -> [Int64] {
        configure(with(events, caller))
        let call = try gateway.admit("oy.v1.EventService/Watch", json, as: caller).get()
        let cursors = Mutex<[Int64]>([])
        do throws(StreamFailure<Enough>) {
            try await gateway.dispatcher.stream(call) { message throws(Enough) in
                let cursor = message.message("event")?.integer("cursor") ?? 0
                let isEnough = cursors.withLock {
                    $0.append(cursor)
                    return $0.count == count
                }
                if isEnough { throw Enough() }
            }
        } catch {
            if case .refused(let refusal) = error { throw refusal }
        }
        return cursors.withLock { $0 }
    }

    /// Puts a configuration in force in which the caller stands as given.
    private func configure(_ caller: Caller) {
        let others = [Caller.payroll, .refunds, .auditor, .ops, .poor, .chief].filter { $0.name != caller.name }
        gateway.callers.replace(by: CallerDirectory(others + [caller]))
    }

    @Test func `a stream ends when its caller's configuration changes, before it tells anything more`() async throws {
        configure(with([.payout, .virtualAccount], .payroll))
        let call = try gateway.admit("oy.v1.EventService/Watch", #"{"consumer":"c"}"#).get()
        let told = Mutex<[Int64]>([])
        let feed = gateway.feed
        let following = Task { await feed.run() }
        defer { following.cancel() }
        let error = await #expect(throws: StreamFailure<Enough>.self) {
            try await gateway.dispatcher.stream(call) { message throws(Enough) in
                told.withLock { $0.append(message.message("event")?.integer("cursor") ?? 0) }
                // Between two pages the rights are taken away, and there is more to tell.
                configure(with([.payout], .payroll))
                gateway.ledger.state.update { state in
                    state.events.add(
                        EventDraft(
                            kind: .virtualAccount, identity: "va:2", isVerified: true,
                            facts: #"{"va_number":"100","amount":6,"success":true}"#), second(5))
                }
                gateway.ledger.written.notify()
            }
        }
        guard case .refused(let refusal) = error else {
            Issue.record("the stream went on: \(told.withLock { $0 })")
            return
        }
        #expect(refusal.reason == "CONFIGURATION_CHANGED")
        #expect(refusal.code == .unavailable)
        #expect(told.withLock { $0 } == [1, 3])
    }

    private func with(_ events: Set<EventKind>, _ caller: Caller) -> Caller {
        var caller = caller
        caller.events = events
        return caller
    }

    private func acknowledge(_ cursor: Int64, consumer: String = "c", as caller: Caller = .payroll) async throws -> Int64 {
        try await gateway.call("oy.v1.EventService/Ack", #"{"consumer":"\#(consumer)","cursor":\#(cursor)}"#, as: caller).get()
            .integer("cursor")
    }

    private func refusal(_ json: String, events: Set<EventKind> = [.payout]) async throws -> String {
        do {
            _ = try await told(json, events: events, count: 1)
            return ""
        } catch let error as RPCError {
            return error.reason
        }
    }

    @Test func `own payouts only, unless the role sees everybody`() async throws {
        #expect(try await told(#"{"consumer":"c"}"#, count: 1) == [1])
        #expect(try await told(#"{"consumer":"c"}"#, as: .refunds, count: 1) == [2])
        #expect(try await told(#"{"consumer":"c"}"#, events: [.payout, .disbursement], as: .refunds, count: 2) == [2, 4])
        #expect(try await told(#"{"consumer":"c","kinds":[5,4]}"#, events: Set(EventKind.allCases), as: .payroll, count: 1) == [1])
    }

    @Test func `what belongs to nobody is for whoever may see the kind`() async throws {
        #expect(try await told(#"{"consumer":"c"}"#, events: [.payout, .virtualAccount], count: 2) == [1, 3])
        #expect(try await told(#"{"consumer":"c","kinds":[1]}"#, events: [.payout, .virtualAccount], count: 1) == [3])
    }

    @Test func `a kind that is not listed is refused`() async throws {
        #expect(try await refusal(#"{"consumer":"c","kinds":[1]}"#) == "EVENT_KIND_NOT_ALLOWED")
        #expect(try await gateway.failure("oy.v1.EventService/Watch", "{}").reason == "INVALID_REQUEST")
    }

    @Test func `the stream begins after what was acknowledged`() async throws {
        let all: Set<EventKind> = [.payout, .virtualAccount]
        #expect(try await acknowledge(1) == 1)
        #expect(try await told(#"{"consumer":"c"}"#, events: all, count: 1) == [3])
        #expect(try await told(#"{"consumer":"other"}"#, events: all, count: 1) == [1], "another consumer has its own place")
        #expect(try await told(#"{"consumer":"c"}"#, as: .refunds, count: 1) == [2], "another caller's consumer of the name too")
        #expect(try await told(#"{"consumer":"c","after":0}"#, events: all, count: 2) == [1, 3])
    }

    @Test func `a place never goes backwards nor ahead`() async throws {
        #expect(try await acknowledge(3) == 3)
        #expect(try await acknowledge(1) == 3)
        let ahead = try await gateway.failure("oy.v1.EventService/Ack", #"{"consumer":"c","cursor":5}"#)
        #expect(ahead.reason == "CURSOR_AHEAD")
        #expect(try await refusal(#"{"consumer":"c","after":5}"#) == "CURSOR_AHEAD")
        #expect(try await gateway.failure("oy.v1.EventService/Ack", #"{"consumer":"c","cursor":0}"#).reason == "INVALID_REQUEST")
    }

    @Test func `what was deleted is not passed over in silence`() async throws {
        #expect(try await acknowledge(1) == 1)
        addPayout("p5")
        gateway.ledger.state.update { $0.events.delete(below: 4) }
        let all: Set<EventKind> = [.payout, .virtualAccount]
        #expect(try await refusal(#"{"consumer":"c"}"#, events: all) == "EVENTS_GONE")
        #expect(try await refusal(#"{"consumer":"c","after":2}"#, events: all) == "EVENTS_GONE")
        #expect(try await told(#"{"consumer":"c","after":3}"#, events: all, count: 1) == [5])
        #expect(try await told(#"{"consumer":"c","after":0}"#, events: all, count: 1) == [5], "the oldest is asked for")
    }

    @Test func `who could not have seen what was deleted has missed nothing`() async throws {
        #expect(try await acknowledge(1) == 1)
        addPayout("p5")
        gateway.ledger.state.update { $0.events.delete(below: 5) }
        #expect(try await told(#"{"consumer":"c"}"#, count: 1) == [5], "another's payout and a payment are gone")
        #expect(try await told(#"{"consumer":"c","after":1}"#, count: 1) == [5])
        #expect(try await refusal(#"{"consumer":"c","kinds":[1]}"#, events: [.payout, .virtualAccount]) == "EVENTS_GONE")
    }

    private func addPayout(_ id: String) {
        gateway.ledger.state.update { state in
            state.events.add(
                PayoutStep(
                    partnerTrxID: id, caller: "payroll", from: nil, to: .recorded, amountRupiah: 10_000, recipientBank: "014"),
                at: second(5))
        }
    }

    @Test
    func `a consumer that never acknowledged and was away too long hears of the gap; a new one begins with what there is`() async throws {
        #expect(try await told(#"{"consumer":"c"}"#, count: 1) == [1])
        gateway.ledger.state.update { $0.events.delete(below: 3) }
        #expect(try await refusal(#"{"consumer":"c"}"#) == "EVENTS_GONE")
        #expect(try await told(#"{"consumer":"new"}"#, events: [.virtualAccount], count: 1) == [3])
        #expect(try await told(#"{"consumer":"new"}"#, events: [.virtualAccount], count: 1) == [3], "its place is before it")
    }

    @Test(arguments: [true, false])
    func `a consumer that only listens is seen again now and then; who keeps its own place is none`(isConsumer: Bool) async throws {
        configure(with([.payout], .payroll))
        let clock = try #require(gateway.clock as? JumpingClock)
        let began = clock.wallNow
        let call = try gateway.admit("oy.v1.EventService/Watch", isConsumer ? #"{"consumer":"c"}"# : #"{"consumer":"c","after":0}"#).get()
        let feed = gateway.feed
        let following = Task { await feed.run() }
        defer { following.cancel() }
        let told = Mutex(0)
        _ = await #expect(throws: StreamFailure<Enough>.self) {
            try await gateway.dispatcher.stream(call) { message throws(Enough) in
                let count = told.withLock {
                    $0 += 1
                    return $0
                }
                if count == 3 { throw Enough() }
                clock.advance(by: .seconds(3_599 + count))
                addPayout("p\(count + 4)")
                gateway.ledger.written.notify()
            }
        }
        let consumers = gateway.ledger.state.value.events.consumers.values.map(\.seenAt)
        #expect(consumers == (isConsumer ? [began.advanced(by: .seconds(3_600 + 3_601))] : []))
    }

    @Test func `who keeps its own place holds nothing back`() async throws {
        #expect(try await told(#"{"consumer":"c","after":0}"#, count: 1) == [1])
        #expect(gateway.ledger.state.value.events.consumers.isEmpty)
    }

    @Test func `an open stream ends where what comes next was deleted`() async throws {
        configure(with([.payout], .payroll))
        let call = try gateway.admit("oy.v1.EventService/Watch", #"{"consumer":"c"}"#).get()
        let told = Mutex<[Int64]>([])
        let feed = gateway.feed
        let following = Task { await feed.run() }
        defer { following.cancel() }
        let error = await #expect(throws: StreamFailure<Enough>.self) {
            try await gateway.dispatcher.stream(call) { message throws(Enough) in
                let count = told.withLock {
                    $0.append(message.message("event")?.integer("cursor") ?? 0)
                    return $0.count
                }
                if count > 1 { throw Enough() }
                gateway.ledger.state.update { state in
                    for number in 5...6 {
                        state.events.add(
                            PayoutStep(
                                partnerTrxID: "p\(number)", caller: "payroll", from: nil, to: .recorded, amountRupiah: 10_000,
                                recipientBank: "014"), at: second(5))
                    }
                    state.events.delete(below: 6)
                }
                gateway.ledger.written.notify()
            }
        }
        guard case .refused(let refusal) = error else {
            Issue.record("the stream went on: \(told.withLock { $0 })")
            return
        }
        #expect(refusal.reason == "EVENTS_GONE")
        #expect(refusal.metadata["oldest_cursor"] == "6")
        #expect(told.withLock { $0 } == [1])
    }

    @Test func `a caller has so many consumers and no more`() async throws {
        for number in 0..<EventLimits.consumersPerCaller { _ = try await acknowledge(1, consumer: "c\(number)") }
        #expect(try await refusal(#"{"consumer":"one-more"}"#) == "TOO_MANY_CONSUMERS")
        #expect(try await acknowledge(2, consumer: "c0") == 2)
        #expect(try await acknowledge(1, as: .refunds) == 1, "others have their own")
    }

    /// Attack: thousands come at once, and each finds that there is fixture.
    @Test func `who finds room and loses it is told`() async throws {
        let present = Mutex<FakeLedger?>(nil)
        let ledger = FakeLedger(hold: { change in
            guard !change.events.isEmpty else { return }
            present.withLock { $0 }?.state.update { state in
                for number in 0..<EventLimits.consumersPerCaller {
                    state.events.apply(.register(ConsumerName(caller: "payroll", name: "other-\(number)"), at: second(1)))
                }
            }
        })
        let gateway = try TestGateway(ScriptedUpstream([]), ledger: ledger)
        ledger.state.update { state in
            state.events.add(EventDraft(kind: .virtualAccount, identity: "va:1", isVerified: true, facts: "{}"), second(1))
        }
        present.withLock { $0 = ledger }
        let error = try await gateway.failure("Ack", #"{"consumer":"mine","cursor":1}"#)
        #expect(error.reason == "TOO_MANY_CONSUMERS")
    }

    @Test func `a broken ledger ends the stream with an error`() async throws {
        gateway.ledger.isBroken = true
        #expect(try await refusal(#"{"consumer":"c"}"#) == "LEDGER_UNAVAILABLE")
    }

    @Test func `what happens later is told`() async throws {
        let feed = gateway.feed
        let following = Task { await feed.run() }
        defer { following.cancel() }
        async let cursors = told(#"{"consumer":"c","after":4}"#, events: [.kyc], count: 1)
        let verdict = try ReceivedCallback(.kyc, body: Array(#"{"status":{"code":"000"}}"#.utf8))
        try await gateway.ledger.commit(
            LedgerChange(entries: [], events: [.tell(verdict, at: second(9), unlessToldIn: second(8)...second(9))]))
        let heard = try await cursors
        #expect(heard == [5])
    }

    @Test func `a feed that stops ends its streams`() async throws {
        async let reason = refusal(#"{"consumer":"c","after":4}"#)
        gateway.feed.stop()
        let heard = try await reason
        #expect(heard == "SHUTTING_DOWN")
    }
}
