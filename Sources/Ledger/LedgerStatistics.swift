/// Numbers about the ledger since it was opened, for metrics.
public struct LedgerStatistics: Sendable, Equatable {
    /// Transactions on disk: each cost one fsync, whatever it holds.
    public var transactions = 0
    /// Changes and entries in them.
    public var changes = 0
    public var entries = 0
    /// Entries that nobody waited for and that were not written (queue full, ledger unavailable).
    public var droppedNotes = 0
    /// Changes that would have begun something, refused because too many waited, in all or of their caller.
    public var refusedForQueue = 0
    /// Whether the last attempt at writing succeeded.
    public var isAvailable = true
    /// Changes and entries that wait or are being written.
    public var queued = 0
    /// The end of the chain on disk.
    public var head = ChainHead.start

    public init() {}
}
