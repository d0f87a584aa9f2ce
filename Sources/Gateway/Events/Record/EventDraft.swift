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
