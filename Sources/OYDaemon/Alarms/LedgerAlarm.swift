import Gateway
import Ledger

/// What a person should see to in the ledger. Nobody raises or clears these: they are read off the ledger each time somebody
/// asks, so that they can't lag behind it.
enum LedgerAlarm: String, CaseIterable, Sendable {
    /// The ledger can't be written or read: every call that changes something is refused.
    case ledgerUnavailable = "ledger_unavailable"
    /// A payout has been UNKNOWN for long.
    case payoutUnknownLong = "payout_unknown_long"

    /// - Parameter summary: of what is open; nil where the ledger can't be read.
    func isRaised(by summary: OpenSummary?, _ statistics: LedgerStatistics, at now: WallTime) -> Bool {
        switch self {
        case .ledgerUnavailable: !statistics.isAvailable || summary == nil
        case .payoutUnknownLong: summary.map { $0.isUnknownLong(at: now) } ?? false
        }
    }
}

extension OpenSummary {
    /// How long the oldest of the UNKNOWN payouts has been so; zero where there is none.
    func oldestUnknownAge(at now: WallTime) -> Duration {
        oldestUnknown?.age(at: now) ?? .zero
    }

    func isUnknownLong(at now: WallTime) -> Bool {
        oldestUnknownAge(at: now) >= Limits.unknownAlarmAge
    }
}
