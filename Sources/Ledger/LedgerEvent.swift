/// What an operator must hear of the ledger. Told on a thread of the ledger's, which waits: be quick.
public enum LedgerEvent: Sendable, Equatable {
    /// It could not be written: money calls are refused from now on (rule 7). Raise the alarm.
    case becameUnavailable(detail: String)
    /// It was written again, by itself.
    case becameAvailable
    /// A transaction is on disk: so many changes, so many entries.
    case committed(changes: Int, entries: Int)
    /// The schema refused a change, which is a bug of the gateway; the others of its transaction were written.
    case refusedChange(detail: String)
    /// A read failed: whoever asked was told that the ledger is not available. At most once a minute.
    case couldNotRead(detail: String)
}
