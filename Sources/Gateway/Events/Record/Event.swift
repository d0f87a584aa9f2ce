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
