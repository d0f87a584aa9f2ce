/// What is written together: a payout, as changes come one by one, and the entries that say how it came to be so.
public struct LedgerChange: Sendable, Equatable {
    /// A payout written. Indirect, as a payout is large and a change passes through many hands.
    public indirect enum PayoutWrite: Sendable, Equatable {
        /// A new one, its `version` 1. Refused with `.payoutExists` where the name is taken, whatever the limit says (rule 4), and
        /// with `.dayLimitReached` where it does not fit into `limit`: checked in the same transaction, so that two
        /// payouts at once can't both take the last of it.
        case insert(Payout, within: DayLimit?)
        /// A new version of one that is there, and the state of the version before. Refused with `.payoutChanged` unless the
        /// stored `version` is one less, and in that state.
        case update(Payout, from: PayoutState)

        /// The payout as it stands afterwards.
        public var payout: Payout {
            switch self {
            case .insert(let payout, _), .update(let payout, _): payout
            }
        }
    }

    public var payout: PayoutWrite?
    /// In the order in which they enter the chain.
    public var entries: [AuditEntry]
    /// Of an account that was confirmed before, the one that comes last counts, whatever its time: clocks are set back.
    public var confirmations: [AccountConfirmation]
    /// After the payout, in this order.
    public var events: [EventWrite]
    /// The caller who begins something by it, nothing of which was done or sent yet: where too much waits, in all or of this caller, it is
    /// refused with `.overloaded`. Nil for what has happened already: that is never refused for load.
    public var begunBy: String?

    public init(
        payout: PayoutWrite? = nil, entries: [AuditEntry], confirmations: [AccountConfirmation] = [],
        events: [EventWrite] = [], begunBy: String? = nil
    ) {
        self.payout = payout
        self.entries = entries
        self.confirmations = confirmations
        self.events = events
        self.begunBy = begunBy
    }
}
