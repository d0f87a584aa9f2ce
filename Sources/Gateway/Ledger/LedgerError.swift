/// Why the ledger did not do what it was asked.
public enum LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A payout of this id is there already.
    case payoutExists(partnerTrxID: String)
    /// The payout changed since it was read, or is not there.
    case payoutChanged(partnerTrxID: String)
    /// The payout does not fit into what its caller may pay that day; the sums are those without it.
    case dayLimitReached(DaySums)
    /// It can't be read or written now: full disk, I/O error, read-only file system, shutting down (rule 7).
    /// `detail` is for the log; it holds nothing of what was to be written.
    case unavailable(detail: String)
    /// Too much waits to be written, in all or of this caller: only what would begin something new is refused for it, and nothing of it
    /// turns up later. The ledger is well.
    case overloaded
    /// Nobody waits for the list any more, so it was not looked for to its end.
    case abandoned

    public var description: String {
        switch self {
        case .payoutExists(let id): "there is a payout of the name \(id) already"
        case .payoutChanged(let id): "payout \(id) changed since it was read"
        case .dayLimitReached: "the payout does not fit into its caller's day"
        case .unavailable(let detail): detail
        case .overloaded: "too many changes wait for the ledger, in all or of this caller"
        case .abandoned: "nobody waits for it any more"
        }
    }
}
