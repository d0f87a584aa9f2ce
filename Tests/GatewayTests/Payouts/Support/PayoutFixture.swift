import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// A processor with everything around it played by the test.
struct PayoutFixture: Sendable {
    let clock = ManualClock()
    let upstream = FakeUpstream()
    let gate = FakeGate()
    let observer = FakeObserver()
    let ledger: FakeLedger
    let processor: PayoutProcessor

    init(ledger: FakeLedger = FakeLedger(), settings: PayoutSettings = defaults) {
        self.ledger = ledger
        processor = PayoutProcessor(
            ledger: ledger, upstream: upstream, clock: clock, timers: clock, gate: gate, wire: FakeWire(),
            observer: observer, settings: settings, jitter: { 0 })
    }

    /// Runs the processor while `body` runs; afterwards nothing may be left over.
    func open(_ body: @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await processor.run() }
            do {
                try await body()
            } catch {
                Issue.record(error)
                upstream.giveUp()
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(processor.flights.withLock { $0.isEmpty }, "a payout is left in memory")
        #expect(gate.owed == 0, "a permit without a report")
    }

    func remit(_ intent: PayoutIntent = .sample, within seconds: Double = 30) async throws -> Payout {
        try await processor.remit(intent, caller: nil, deadline: clock.now.advanced(by: .seconds(seconds)))
    }

    func decide(
        _ decision: PayoutDecision, reason: String = "support says so", owner: String? = nil, within seconds: Double = 30
    ) async throws -> Payout {
        let person = AuditCaller(name: "ops", uid: 1, gid: 1, pid: 1, executable: nil)
        return try await processor.decide(
            decision, about: "pay-1", by: person, reason: reason, owner: owner,
            deadline: clock.now.advanced(by: .seconds(seconds)))
    }

    /// Why `call` is refused; nil where it is not.
    func refusal(_ call: @Sendable () async throws -> Payout) async -> PayoutRefusal? {
        do {
            _ = try await call()
            return nil
        } catch {
            return error as? PayoutRefusal
        }
    }

    /// The resolver's next look at what is due.
    func tick() async {
        await clock.untilTheResolverRests()
        clock.advance(by: PayoutLimits.resolverPause)
    }

    /// A minute and more goes by at once, then the resolver looks.
    func skip(_ duration: Duration) async {
        await clock.untilTheResolverRests()
        clock.advance(by: duration)
    }

    /// The call that waits until `seconds` from now has begun to wait.
    func untilWaiting(within seconds: Double) async {
        await clock.untilSomebodySleeps(
            until: clock.now.advanced(by: .seconds(seconds) - DeadlineMargin.payout.longest))
    }

    /// Somebody who asked OY! about a payout hears that it has it.
    func hears(of payout: Payout, within time: Duration = .seconds(30)) async throws(PayoutRefusal) -> Payout {
        var heard = HeardAnswers([.word(OYWord(code: "101"))])
        return try await processor.record(&heard, about: payout, heardBy: nil, deadline: clock.now.advanced(by: time))
    }
}
