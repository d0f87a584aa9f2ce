/// What is written together: payouts, and the entries that say how they came to be so.
public struct LedgerChange: Sendable, Equatable {
    /// A payout written.
    public enum PayoutWrite: Sendable, Equatable {
        /// A new one, its `version` 1. Refused with `.payoutExists` where the name is taken, and with
        /// `.dayLimitReached` where it does not fit into `limit`: checked in the same transaction, so that two
        /// payouts at once can't both take the last of it.
        case insert(Payout, within: DayLimit?)
        /// A new version of one that is there. Refused with `.payoutChanged` unless the stored `version` is one less.
        case update(Payout)

        /// The payout as it stands afterwards.
        public var payout: Payout {
            switch self {
            case .insert(let payout, _), .update(let payout): payout
            }
        }
    }

    public var payouts: [PayoutWrite]
    /// In the order in which they enter the chain.
    public var entries: [AuditEntry]
    /// Of an account that was confirmed before the later time counts.
    public var confirmations: [AccountConfirmation]
    /// After the payouts, in this order.
    public var events: [EventWrite]

    public init(
        payouts: [PayoutWrite] = [], entries: [AuditEntry], confirmations: [AccountConfirmation] = [],
        events: [EventWrite] = []
    ) {
        self.payouts = payouts
        self.entries = entries
        self.confirmations = confirmations
        self.events = events
    }
}
