/// A consumer and how far it has come.
public struct Consumer: Sendable, Equatable {
    public var name: ConsumerName
    /// The last event that it acknowledged; 0 for none.
    public var cursor: Int64
    /// When it was last heard of.
    public var seenAt: WallTime

    public init(name: ConsumerName, cursor: Int64, seenAt: WallTime) {
        self.name = name
        self.cursor = cursor
        self.seenAt = seenAt
    }
}
