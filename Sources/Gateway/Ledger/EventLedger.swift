/// The ledger's side of events: one order, a place in it for each consumer, and the callbacks that are yet to be believed.
public protocol EventLedger: Sendable {
    /// See `Ledger`.
    func commit(_ change: LedgerChange) async throws(LedgerError)

    /// The next events that match, in their order: a bounded part of the ledger is looked at, whatever is found there.
    func events(_ filter: EventFilter, after cursor: Int64, limit: Int) async throws(LedgerError) -> EventPage

    /// From where to where events are kept.
    func eventBounds() async throws(LedgerError) -> EventBounds

    /// The cursor of the newest deleted event that matches; 0 where there is none. A consumer whose place is at it or after it
    /// has missed nothing, whatever else is gone.
    func newestDeletedEvent(_ filter: EventFilter) async throws(LedgerError) -> Int64

    /// Which of these identities belong to an event, or did before it was deleted.
    func knownIdentities(of identities: [String]) async throws(LedgerError) -> Set<String>

    /// A consumer's place; nil where it is new.
    func consumer(_ name: ConsumerName) async throws(LedgerError) -> Consumer?

    /// All consumers.
    func consumers() async throws(LedgerError) -> [Consumer]

    /// Virtual accounts that are known to have or to have had that number, the one seen last first, a bounded number.
    func virtualAccounts(numbered number: String) async throws(LedgerError) -> [KnownAccount]

    /// When the first callback about a payment was received; nil where none was.
    func paymentsSince() async throws(LedgerError) -> WallTime?

    /// What waits to be looked up.
    func callbackBacklog() async throws(LedgerError) -> CallbackBacklog

    /// Callbacks whose next look-up is due, the earliest first.
    func pendingCallbacks(dueBy time: WallTime, limit: Int) async throws(LedgerError) -> [PendingCallback]

    /// Whether the next look-up of a callback is due after that time.
    func hasCallbacks(dueAfter time: WallTime) async throws(LedgerError) -> Bool

    /// Whether one more purge would find callbacks, accounts or names of what was told to delete.
    func hasMore(toPurge purge: EventPurge) async throws(LedgerError) -> Bool
}

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

/// A consumer's name: the caller's own, so that two callers can use the same without sharing it.
public struct ConsumerName: Sendable, Hashable {
    /// The caller's name in the configuration.
    public var caller: String
    public var name: String

    public init(caller: String, name: String) {
        self.caller = caller
        self.name = name
    }
}

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
