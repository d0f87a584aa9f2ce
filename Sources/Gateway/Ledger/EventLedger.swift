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
