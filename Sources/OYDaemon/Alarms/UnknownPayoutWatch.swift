import Gateway
import Logging
import ServiceLifecycle

/// Looks now and then for payouts that have been UNKNOWN for long, and tells of them in the log as long as there are any,
/// and once when there are none any more. The alarm itself nobody raises or clears: `LedgerAlarm.payoutUnknownLong`.
struct UnknownPayoutWatch: Service {
    let ledger: any Ledger
    let clock: any Timekeeper
    let logger: Logger
    var pause = Limits.unknownPause

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isTold = false
            while !Task.isCancelled {
                // A ledger that can't be read says so itself, and nothing about payouts.
                if let summary = try? await ledger.openSummary() { isTold = tell(of: summary, afterTelling: isTold) }
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// - Parameter isTold: whether the look before told of any.
    /// - Returns: whether this one does.
    func tell(of summary: OpenSummary, afterTelling isTold: Bool) -> Bool {
        let now = clock.wallNow
        let isLong = summary.isUnknownLong(at: now)
        if isLong {
            logger.error(
                "Payouts are UNKNOWN for long: oyctl payouts list --state UNKNOWN names them",
                metadata: [
                    "alarm": "\(LedgerAlarm.payoutUnknownLong.rawValue)",
                    "oldest_seconds": "\(summary.oldestUnknownAge(at: now).components.seconds)",
                    "unknown": "\(summary.counts[.unknown] ?? 0)",
                ])
        } else if isTold {
            logger.notice(
                "No payout is UNKNOWN for long any more",
                metadata: ["alarm": "\(LedgerAlarm.payoutUnknownLong.rawValue)", "unknown": "\(summary.counts[.unknown] ?? 0)"])
        }
        return isLong
    }
}
