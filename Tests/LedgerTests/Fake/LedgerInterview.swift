import Gateway
import Testing

@testable import Ledger

/// One ledger that is asked to write and to answer, and what it was heard to say, in words that can be compared.
final class LedgerInterview {
    let ledger: any Ledger & EventLedger
    private(set) var heard: [String] = []
    private let close: @Sendable () async -> Void

    /// - Parameter close: after which the ledger does nothing more.
    init(_ ledger: any Ledger & EventLedger, close: @escaping @Sendable () async -> Void) {
        self.ledger = ledger
        self.close = close
    }

    /// Has it answer, and keeps the answer or why there is none.
    @discardableResult
    func ask<Answer>(_ question: String, _ body: () async throws -> Answer) async -> Answer? {
        do {
            let answer = try await body()
            heard.append("\(question): \(answer)")
            return answer
        } catch {
            heard.append("\(question): \(Self.word(for: error))")
            return nil
        }
    }

    func commit(_ change: LedgerChange, _ what: String? = nil) async {
        await ask("change \(heard.count) \(what ?? "")") { try await ledger.commit(change) }
    }

    func insert(_ payout: Payout, within limit: DayLimit? = nil, _ what: String? = nil) async {
        await commit(.insert(payout, within: limit), what ?? "inserts \(payout.partnerTrxID)")
    }

    func update(_ payout: Payout, from old: PayoutState, _ what: String? = nil) async {
        await commit(.update(payout, from: old), what ?? "updates \(payout.partnerTrxID)")
    }

    func write(_ writes: EventWrite...) async {
        await commit(LedgerChange(entries: [], events: writes), "\(writes)")
    }

    func pending(by time: WallTime, limit: Int = 100) async -> [PendingCallback] {
        await ask("pending by \(time.milliseconds)") { try await ledger.pendingCallbacks(dueBy: time, limit: limit) } ?? []
    }

    func purge(_ purge: EventPurge) async {
        await ask("more to purge") { try await ledger.hasMore(toPurge: purge) }
        await write(.purge(purge))
        await ask("still more to purge") { try await ledger.hasMore(toPurge: purge) }
    }

    func shutDown() async {
        await close()
    }

    /// All that can be read of it.
    func readAll() async {
        let end = WallTime(milliseconds: .max)
        await ask("payouts") { try await ledger.listPayouts(PayoutFilter(), after: nil, limit: 1_000) }
        for turn in PayoutTurn.allCases {
            await ask("due for \(turn)") { try await ledger.openPayouts(for: turn, dueBy: end, after: nil, limit: 1_000) }
        }
        await ask("summary") { Self.words(for: try await ledger.openSummary()) }
        await ask("bounds") { try await ledger.eventBounds() }
        await ask("events") { try await ledger.events(everything, after: 0, limit: 1_000) }
        for kind in EventKind.allCases {
            for owner in [nil, "payroll", "refunds"] {
                await ask("gone of \(kind) for \(owner ?? "all")") {
                    try await ledger.newestDeletedEvent(EventFilter(kinds: [kind], owner: owner))
                }
            }
        }
        await ask("consumers") { try await ledger.consumers() }
        await ask("backlog") { try await ledger.callbackBacklog() }
        await ask("pending") { try await ledger.pendingCallbacks(dueBy: end, limit: 1_000) }
        await ask("payments since") { try await ledger.paymentsSince() }
    }

    /// What an error says beside its words, which nobody counts on.
    private static func word(for error: any Error) -> String {
        switch error as? LedgerError {
        case .unavailable: "unavailable"
        case .dayLimitReached(let sums): "day limit reached, \(sums)"
        case .some(let refusal): "refused, \(refusal)"
        case nil: "an error that is none of the ledger's: \(error)"
        }
    }

    private static func words(for summary: OpenSummary) -> [String] {
        PayoutState.allCases.map { state in
            "\(state.rawValue) \(summary.counts[state] ?? 0) \(String(describing: summary.oldest[state]))"
        } + ["unknown since \(String(describing: summary.oldestUnknown))"]
    }
}
