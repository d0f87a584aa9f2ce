import Gateway

/// A change on its way to the writer, its entries rendered by whoever asked, so that the writer only hashes them.
struct QueuedChange: Sendable {
    var payout: LedgerChange.PayoutWrite?
    var confirmations: [AccountConfirmation]
    var events: [EventWrite]
    /// The entries' bytes, in the order of the chain.
    var entries: [[UInt8]]
    /// What it holds, near enough.
    let byteCount: Int
    /// What room it has a claim to.
    let claim: QueueRoom.Claim
    /// Who waits until it is on disk; nil for an entry that nobody waits for.
    var waiter: UnsafeContinuation<LedgerError?, Never>?

    /// - Parameter isAwaited: somebody waits for it, whether or not there is a `waiter` yet.
    init(_ change: LedgerChange, isAwaited: Bool, waiter: UnsafeContinuation<LedgerError?, Never>? = nil) {
        payout = change.payout
        confirmations = change.confirmations
        events = change.events
        // By their places: an entry that is passed on is copied first.
        entries = change.entries.indices.map { change.entries[$0].json() }
        byteCount = entries.reduce(payout?.payout.body.count ?? 0) { $0 + $1.count } + events.reduce(0) { $0 + $1.byteCount }
        claim = !isAwaited ? .note : change.begunBy.map { .beginning(of: $0) } ?? .outcome
        self.waiter = waiter
    }
}

extension EventWrite {
    /// What it holds, near enough.
    fileprivate var byteCount: Int {
        switch self {
        case .receive(let callback, _, _), .tell(let callback, _, _): callback.facts.utf8.count
        case .conclude(_, _, let drafts, _), .add(let drafts, _): drafts.reduce(0) { $0 + $1.facts.utf8.count }
        case .remember(let accounts, _): accounts.reduce(0) { $0 + $1.id.utf8.count + $1.number.utf8.count }
        case .postpone, .hasten, .register, .acknowledge, .purge: 0
        }
    }
}
