/// What an operator must hear of the ledger. Told on a thread of the ledger's, or on the one that opens it, which waits: be quick.
public enum LedgerEvent: Sendable, Equatable {
    /// It could not be written, its log could not be carried over, or its files have lost their names: money
    /// calls are refused from now on (rule 7). Raise the alarm.
    case becameUnavailable(detail: String)
    /// It was written again, by itself.
    case becameAvailable
    /// It was opened, at the start or anew, while another program reads it: its write-ahead log grows until that ends.
    case openedBesideReader
    /// A transaction is on disk: so many changes, so many entries.
    case committed(changes: Int, entries: Int)
    /// The schema refused a change, which is a bug of the gateway; the others of its transaction were written.
    case refusedChange(detail: String)
    /// A read failed: whoever asked was told that the ledger is not available. At most once a minute.
    case couldNotRead(detail: String)
}
