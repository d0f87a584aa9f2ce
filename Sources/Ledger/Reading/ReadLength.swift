/// How long a read may take, at worst.
enum ReadLength: Sendable {
    /// A few rows, found by an index.
    case short
    /// A walk through the rows of a table, for a caller's list or a page of events.
    case long
}
