/// One change of what the ledger keeps about events, written with the others of its `LedgerChange`. What is there
/// already is left as it is. The change is refused with `.unavailable` only for what nothing writes: facts that are no JSON, a name that is empty.
public enum EventWrite: Sendable, Equatable {
    /// A callback that is to be looked up before anybody is told. One that is known is looked up anew: OY! repeats itself, or
    /// the same has happened once more.
    case receive(ReceivedCallback, at: WallTime, lookUntil: WallTime)
    /// A callback that nothing can be looked up about: told at once, unless the same was told within that span of time.
    case tell(ReceivedCallback, at: WallTime, unlessToldIn: ClosedRange<WallTime>)
    /// A callback's look-up is over. The events are written; the callback itself stays pending where it was received
    /// again meanwhile, and that is looked up with patience of its own: another thing may have happened in the same words.
    case conclude(PendingCallback, as: CallbackConclusion, telling: [EventDraft], at: WallTime)
    /// Events are told.
    case add([EventDraft], at: WallTime)
    /// A callback is looked up again at that time.
    ///
    /// - Parameter told: events that it has brought just now.
    case postpone(PendingCallback, until: WallTime, told: Int = 0)
    /// Callbacks that are due later than `dueAfter` are due at `to` already; a bounded number of them.
    case hasten(dueAfter: WallTime, to: WallTime, limit: Int)
    /// OY! named these virtual accounts.
    case remember([KnownAccount], at: WallTime)
    /// A consumer is there: what it has not acknowledged is kept for it. A new one begins with the oldest that is kept; it does not come in where
    /// its caller has `EventLimits.consumersPerCaller`.
    case register(ConsumerName, at: WallTime)
    /// A consumer has come as far as that. Never backwards. A new one as with `register`.
    case acknowledge(ConsumerName, cursor: Int64, at: WallTime)
    /// The oldest events that nobody waits for are deleted, a bounded number.
    case purge(EventPurge)
}
