/// A callback whose facts are being looked up.
public struct PendingCallback: Sendable, Equatable {
    /// Its number in the ledger.
    public var id: Int64
    public var kind: CallbackKind
    public var facts: String
    /// How often it was received, ever.
    public var times: Int
    /// How often it was received since it was last concluded: the most payments that it can stand for.
    public var timesOpen: Int
    /// How many events it has brought since: how many of those are confirmed.
    public var toldOpen: Int
    /// When it was received first, since it was last concluded.
    public var receivedAt: WallTime
    /// How often it was looked up since.
    public var looks: Int
    /// Until when a look-up that does not find it proves nothing: OY!'s own books may be behind its callbacks.
    public var lookUntil: WallTime

    public init(
        id: Int64, kind: CallbackKind, facts: String, times: Int, timesOpen: Int, toldOpen: Int = 0, receivedAt: WallTime,
        looks: Int, lookUntil: WallTime
    ) {
        self.id = id
        self.kind = kind
        self.facts = facts
        self.times = times
        self.timesOpen = timesOpen
        self.toldOpen = toldOpen
        self.receivedAt = receivedAt
        self.looks = looks
        self.lookUntil = lookUntil
    }
}
