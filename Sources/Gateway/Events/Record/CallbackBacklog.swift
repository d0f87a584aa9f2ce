/// Callbacks of which nobody has been told yet, and that are neither refuted nor old news.
public struct CallbackBacklog: Sendable, Equatable {
    public var count: Int
    /// When the one that waits longest was received.
    public var oldest: WallTime?

    public init(count: Int, oldest: WallTime?) {
        self.count = count
        self.oldest = oldest
    }
}
