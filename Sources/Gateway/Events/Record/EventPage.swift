/// A page of events.
public struct EventPage: Sendable, Equatable {
    public var events: [Event]
    /// The cursor up to which the ledger was looked at: where the next page begins.
    public var position: Int64
    /// Events below it may have been deleted, as of the same moment.
    public var floor: Int64
    /// The newest event that matches and was deleted, as of the same moment; 0 where there is none.
    public var gone: Int64

    public init(events: [Event], position: Int64, floor: Int64 = 1, gone: Int64 = 0) {
        self.events = events
        self.position = position
        self.floor = floor
        self.gone = gone
    }
}
