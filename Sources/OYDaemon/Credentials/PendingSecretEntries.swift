import Gateway
import Synchronization

/// News of secrets' files that could not be written down, until the ledger can be written again: of each kind of file the last.
final class PendingSecretEntries: Sendable {
    private let entries = Mutex<[Alarm: AuditEntry]>([:])

    /// Hands over what is kept, so that of several who look at a time only one writes it.
    func take(of files: Alarm) -> AuditEntry? {
        entries.withLock { $0.removeValue(forKey: files) }
    }

    /// Keeps what could not be written. What is newer takes the place of what is there.
    func keep(_ entry: AuditEntry, of files: Alarm) {
        entries.withLock { entries in
            if let other = entries[files], other.time > entry.time { return }
            entries[files] = entry
        }
    }
}
