import Gateway
import Logging

/// Writes into the ledger what becomes of the daemon itself: start, stop, configuration and credentials.
struct LifecycleAudit: Sendable {
    let ledger: any Ledger
    let logger: Logger
    let clock: any Timekeeper

    /// Returns when the entry is on disk. Where it can't be written the log says so, and what it tells of stands.
    func write(_ kind: AuditEntry.Kind, detail: String, outcome: AuditOutcome? = nil) async {
        _ = await write(entry(kind, detail: detail, outcome: outcome))
    }

    /// The same for an entry that was made before.
    ///
    /// - Returns: whether it is on disk. If not, it may still turn up after a restart (`Ledger.commit`).
    func write(_ entry: AuditEntry) async -> Bool {
        do throws(LedgerError) {
            try await ledger.commit(LedgerChange(entries: [entry]))
            return true
        } catch {
            logger.critical(
                "An entry could not be written", metadata: ["kind": "\(entry.kind.rawValue)", "cause": "\(error)"])
            return false
        }
    }

    /// The same for what must not happen unless it is written down.
    func commit(_ kind: AuditEntry.Kind, detail: String, outcome: AuditOutcome? = nil) async throws(LedgerError) {
        try await ledger.commit(LedgerChange(entries: [entry(kind, detail: detail, outcome: outcome)]))
    }

    /// An entry about something that happened just now.
    func entry(_ kind: AuditEntry.Kind, detail: String, outcome: AuditOutcome? = nil) -> AuditEntry {
        AuditEntry(time: clock.wallNow, kind: kind, outcome: outcome, detail: detail)
    }
}
