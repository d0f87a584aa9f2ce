internal import Gateway

/// A change on its way to the writer, its entries rendered by whoever asked, so that the writer only hashes them.
struct QueuedChange: Sendable {
    var payout: LedgerChange.PayoutWrite?
    var confirmations: [AccountConfirmation]
    var events: [EventWrite]
    /// The entries' bytes, in the order of the chain.
    var entries: [[UInt8]]
    /// What it holds, near enough.
    let byteCount: Int
    /// Who waits until it is on disk; nil for an entry that nobody waits for.
    var waiter: UnsafeContinuation<LedgerError?, Never>?

    init(_ change: LedgerChange, waiter: UnsafeContinuation<LedgerError?, Never>?) {
        payout = change.payout
        confirmations = change.confirmations
        events = change.events
        // By their places: an entry that is passed on is copied first.
        entries = change.entries.indices.map { change.entries[$0].json() }
        byteCount = entries.reduce(payout?.payout.body.count ?? 0) { $0 + $1.count }
        self.waiter = waiter
    }
}
