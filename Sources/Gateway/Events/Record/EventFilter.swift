/// Which events a consumer is told.
public struct EventFilter: Sendable, Equatable {
    public var kinds: Set<EventKind>
    /// Of the kinds that belong to callers, only this caller's; nil for everybody's.
    public var owner: String?

    public init(kinds: Set<EventKind>, owner: String?) {
        self.kinds = kinds
        self.owner = owner
    }
}
