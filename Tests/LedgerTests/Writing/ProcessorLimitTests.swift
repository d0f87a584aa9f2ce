import Contract
@testable import Gateway
import Synchronization
import TestSupport
import Testing

@testable import Ledger

/// The processor and the real ledger together: limits of a day hold however many ask at once, and outlive a restart.
@Suite(.timeLimit(.minutes(1))) struct ProcessorLimitTests {
    let directory = try! TemporaryDirectory()

    /// OY! that answers with what it is sent, and counts what it is asked to pay.
    private final class AgreeableUpstream: Upstream {
        let sent = Mutex(0)

        let partner = PartnerFingerprint(rawValue: 1)

        func attempt(_ request: HTTPCall, as partner: PartnerFingerprint?, deadline: MonotonicInstant) async -> AttemptOutcome {
            sent.withLock { $0 += 1 }
            return .answered(UpstreamAnswer(status: 200, body: request.body ?? []))
        }
    }

    private static let limit = DayLimit(
        day: WallTime(milliseconds: 0)..<WallTime(milliseconds: .max), amountRupiah: 1_000, count: nil)

    private func withProcessor<R: Sendable>(
        _ body: @Sendable @escaping (PayoutProcessor, AgreeableUpstream) async throws -> R
    ) async throws -> R {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let upstream = AgreeableUpstream()
        let clock = StillClock(wallNow: .sample)
        let processor = PayoutProcessor(
            ledger: ledger, upstream: upstream, clock: clock, timers: clock, gate: FakeGate(), wire: FakeWire(),
            observer: FakeObserver(), settings: PayoutSettings(attemptTimeout: .seconds(30)))
        let result = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await processor.run() }
            let result = try await body(processor, upstream)
            group.cancelAll()
            return result
        }
        await ledger.close()
        return result
    }

    /// - Parameter answer: what OY! says to it, as `FakeWire` reads it.
    private static func remit(
        _ processor: PayoutProcessor, _ id: String, amount: Int64, answer: String = "101 OY-1"
    ) async -> Result<PayoutState, PayoutRefusal> {
        let intent = PayoutIntent(
            partnerTrxID: id, caller: "payroll", body: Array("\(id)|\(answer)".utf8), amountRupiah: amount, recipientBank: "014")
        do throws(PayoutRefusal) {
            let deadline = processor.clock.now.advanced(by: .seconds(30))
            return .success(try await processor.remit(intent, caller: nil, dayLimit: limit, deadline: deadline).state)
        } catch {
            return .failure(error)
        }
    }

    /// The refusal of one rupiah more, by those that so many payouts have used up.
    private static func full(_ count: Int) -> Result<PayoutState, PayoutRefusal> {
        .failure(.dayLimitReached(DaySums(amountRupiah: 1_000, count: count)))
    }

    @Test func ofTwoThatRaceForTheLastRupiahOneWins() async throws {
        let (ends, sent) = try await withProcessor { processor, upstream in
            #expect(await Self.remit(processor, "first", amount: 999) == .success(.inProgress))
            let ends = await withTaskGroup(of: Result<PayoutState, PayoutRefusal>.self) { group in
                for number in 0..<50 { group.addTask { await Self.remit(processor, "last-\(number)", amount: 1) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            return (ends, upstream.sent.withLock { $0 })
        }
        #expect(ends.count { $0 == .success(.inProgress) } == 1)
        #expect(ends.count { $0 == Self.full(2) } == 49)
        #expect(sent == 2)
        // The restart remembers, and answers for what it has.
        try await withProcessor { processor, _ in
            #expect(await Self.remit(processor, "another", amount: 1) == Self.full(2))
            #expect(await Self.remit(processor, "first", amount: 999) == .success(.inProgress))
        }
    }

    @Test func whatOYRejectsIsFreeAgain() async throws {
        try await withProcessor { processor, _ in
            for number in 0..<5 {
                #expect(await Self.remit(processor, "rejected-\(number)", amount: 1_000, answer: "209") == .success(.rejected))
            }
            #expect(await Self.remit(processor, "paid", amount: 1_000) == .success(.inProgress))
            #expect(await Self.remit(processor, "more", amount: 1) == Self.full(1))
        }
    }
}
