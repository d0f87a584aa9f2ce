import Gateway
import Logging

/// Writes into the ledger what becomes of the daemon itself: start, stop, configuration and credentials.
struct Chronicle: Sendable {
    let ledger: any Ledger
    let logger: Logger
    let clock: any Timekeeper

    /// Returns when the entry is on disk. Where it can't be written the log says so, and what it tells of stands.
    func write(_ kind: AuditEntry.Kind, detail: String, outcome: AuditOutcome? = nil) async {
        do throws(LedgerError) {
            try await commit(kind, detail: detail, outcome: outcome)
        } catch {
            logger.critical(
                "An entry could not be written", metadata: ["kind": "\(kind.rawValue)", "cause": "\(error)"])
        }
    }

    /// The same for what must not happen unless it is written down.
    func commit(_ kind: AuditEntry.Kind, detail: String, outcome: AuditOutcome? = nil) async throws(LedgerError) {
        var entry = AuditEntry(time: clock.wallNow, kind: kind)
        entry.detail = detail
        entry.outcome = outcome
        try await ledger.commit(LedgerChange(entries: [entry]))
    }
}
