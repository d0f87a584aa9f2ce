import Contract
import Synchronization
import TestSupport

@testable import Gateway

/// A processor for callbacks with an OY! whose answers are scripted.
struct CallbackFixture {
    let clock: JumpingClock
    let ledger: FakeLedger
    let notes = CallbackNotes()
    let upstream: ScriptedUpstream
    let processor: CallbackProcessor
    let cache = AccountCache()
    let accounts: AccountWriter
    let retention: EventRetention
    let calls: UpstreamCalls

    /// - Parameters:
    ///   - pace: how long each answer takes.
    ///   - before: the gateway's last run, whose ledger and clock this one goes on with.
    ///   - during: runs within each attempt.
    init(
        _ outcomes: [AttemptOutcome], pace: Duration = .zero, after before: CallbackFixture? = nil,
        during: @escaping @Sendable (ScriptedUpstream.Attempt) async -> Void = { _ in }
    ) throws {
        clock = before?.clock ?? JumpingClock()
        ledger = before?.ledger ?? FakeLedger()
        upstream = ScriptedUpstream(outcomes) { [clock] attempt in
            clock.advance(by: pace)
            await during(attempt)
        }
        let endpoints = try EndpointTable()
        let gate = SharedUpstreamGate(clock: clock)
        let payoutProcessor = PayoutProcessor(
            ledger: ledger, upstream: upstream, clock: clock, timers: clock, gate: gate, wire: ContractWire(endpoints),
            observer: FakeObserver(), settings: defaults, jitter: { 0 })
        let wallClock = WatchedWallClock(clock)
        calls = UpstreamCalls(
            upstream: upstream, gate: gate, clock: clock, attemptTimeout: .seconds(30), answered: cache.saw, chance: { 0 })
        processor = CallbackProcessor(
            ledger: ledger, payoutProcessor: payoutProcessor, calls: calls, cache: cache,
            endpoints: endpoints, audit: AuditTrail(ledger: ledger, clock: clock) { "digest of \($0.count)" },
            clock: clock, wallClock: wallClock, observer: notes, settings: EventSettings())
        accounts = AccountWriter(cache: cache, ledger: ledger, clock: clock, ledgerFailed: notes.ledgerFailed)
        retention = EventRetention(ledger: ledger, clock: clock, wallClock: wallClock, observer: notes, settings: EventSettings())
    }

    func receive(_ kind: CallbackKind, _ body: String) async throws {
        try await processor.receive(try ReceivedCallback(kind, body: Array(body.utf8)), from: "test")
    }

    /// The same an hour later, too, and looks each up until it is concluded.
    func receiveTwice(_ kind: CallbackKind, _ body: String) async throws {
        try await receive(kind, body)
        _ = await processor.lookUpDue()
        clock.advance(by: .seconds(3_600))
        try await receive(kind, body)
        _ = await processor.lookUpDue()
        clock.advance(by: .seconds(900))
        _ = await processor.lookUpDue()
    }

    var told: [Event] { ledger.state.value.events.events }
    var outcomes: [String] { ledger.state.value.entries.filter { $0.kind == .callback }.compactMap { $0.outcome?.code } }
    /// What entries about callbacks have of OY!'s books.
    var answers: [String] {
        ledger.state.value.entries.filter { $0.kind == .callback }.compactMap { $0.answer.map { String(decoding: $0.json, as: UTF8.self) } }
    }
    var questions: [String] { upstream.attempts.map(\.request.target) }
    /// Why look-ups could not be made.
    var waiting: [String] { notes.state.withLock { $0.waiting } }
    /// OY!'s names of records that are no payments, with their amounts.
    var impossible: [String] { notes.state.withLock { $0.impossible } }
    /// Events that were found on the way.
    var found: Int { notes.state.withLock { $0.found } }
    var concluded: [CallbackConclusion] { notes.state.withLock { $0.concluded } }
}

extension CallbackProcessor {
    /// Looks up what is due, each to its end.
    func lookUpDue() async -> LookupRound {
        let round = Mutex(LookupRound.done)
        await withDiscardingTaskGroup { group in
            let found = await beginLooks(Slots(EventLimits.looksAtOnce), &group)
            round.withLock { $0 = found }
        }
        return isResting ? .ledgerFailed : round.withLock { $0 }
    }
}

/// What the processor has told of.
final class CallbackNotes: CallbackObserver {
    struct Notes {
        var concluded: [CallbackConclusion] = []
        var found = 0
        var impossible: [String] = []
        var waiting: [String] = []
        var failed = 0
    }

    let state = Mutex(Notes())
    func received(_ kind: CallbackKind) {}
    func concluded(_ kind: CallbackKind, as conclusion: CallbackConclusion, id: Int64, payout: String?) {
        state.withLock { $0.concluded.append(conclusion) }
    }
    func found(_ kind: CallbackKind, id: Int64, events: Int) { state.withLock { $0.found += events } }
    func impossible(_ kind: CallbackKind, id: Int64, payment: String, amountRupiah: Int64) {
        state.withLock { $0.impossible.append("\(payment) \(amountRupiah)") }
    }
    func notLookedUp(_ kind: CallbackKind, id: Int64, cause: String) { state.withLock { $0.waiting.append(cause) } }
    func ledgerFailed(_ error: LedgerError) { state.withLock { $0.failed += 1 } }
}
