/// Something that happened, as the ledger keeps it and consumers are told.
public struct Event: Sendable, Equatable {
    /// What it says.
    public enum Content: Sendable, Equatable {
        /// The contract's message of the kind, as JSON.
        case facts(String)
        case payout(PayoutStep)
    }

    /// Its place in the one order, from 1 up.
    public var cursor: Int64
    public var kind: EventKind
    /// When it was written down.
    public var time: WallTime
    /// OY!'s API confirmed it, or it is the gateway's own.
    public var isVerified: Bool
    public var content: Content

    public init(cursor: Int64, kind: EventKind, time: WallTime, isVerified: Bool, content: Content) {
        self.cursor = cursor
        self.kind = kind
        self.time = time
        self.isVerified = isVerified
        self.content = content
    }
}

/// A payout's change of state, with what never changes of it.
public struct PayoutStep: Sendable, Equatable {
    public var partnerTrxID: String
    public var caller: String
    /// Nil where it was new.
    public var from: PayoutState?
    public var to: PayoutState
    /// Whole rupiah.
    public var amountRupiah: Int64
    public var recipientBank: String
    /// OY!'s name for it and last word on it, as they stood then.
    public var trxID: String?
    public var oyCode: String?
    public var oyMessage: String?

    public init(
        partnerTrxID: String, caller: String, from: PayoutState?, to: PayoutState, amountRupiah: Int64,
        recipientBank: String, trxID: String? = nil, oyCode: String? = nil, oyMessage: String? = nil
    ) {
        self.partnerTrxID = partnerTrxID
        self.caller = caller
        self.from = from
        self.to = to
        self.amountRupiah = amountRupiah
        self.recipientBank = recipientBank
        self.trxID = trxID
        self.oyCode = oyCode
        self.oyMessage = oyMessage
    }
}

/// An event that is about to be written down. The ledger gives it its cursor.
public struct EventDraft: Sendable, Equatable {
    public var kind: EventKind
    /// What makes it one and the same event, however often it is reported: a second draft of the same identity is
    /// dropped. Nil where nothing does.
    public var identity: String?
    /// The caller whose payout it is about; nil where it is about none of the gateway's.
    public var owner: String?
    public var isVerified: Bool
    /// The contract's message of the kind, as JSON.
    public var facts: String

    public init(kind: EventKind, identity: String?, owner: String? = nil, isVerified: Bool, facts: String) {
        self.kind = kind
        self.identity = identity
        self.owner = owner
        self.isVerified = isVerified
        self.facts = facts
    }
}
