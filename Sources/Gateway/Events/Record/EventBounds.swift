/// From where to where events are kept.
public struct EventBounds: Sendable, Equatable {
    /// The oldest event that is certainly still there has a cursor of at least this.
    public var floor: Int64
    /// The newest event; 0 where there never was one.
    public var newest: Int64

    public init(floor: Int64, newest: Int64) {
        self.floor = floor
        self.newest = newest
    }
}
