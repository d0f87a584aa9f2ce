/// What follows from looking a callback up.
enum LookupVerdict: Sendable, Equatable {
    /// It is settled, and these events are told.
    case conclude(CallbackConclusion, telling: [EventDraft] = [])
    /// These events are told, and it is looked up again then. So many of them are what it speaks of; the others were found
    /// on the way.
    case tellAndLookAgain([EventDraft], claimed: Int, at: WallTime)
    /// Nothing is known yet.
    case lookAgain(at: WallTime)
}

/// When a callback is looked up again.
enum LookupSchedule {
    /// The pause grows, but a look falls on the moment from which on not finding it is proof.
    static func next(after callback: PendingCallback, at now: WallTime) -> WallTime {
        let next = now.advanced(by: EventLimits.firstLook.doubled(callback.looks, atMost: EventLimits.longestLook))
        return now < callback.lookUntil ? min(next, callback.lookUntil) : next
    }
}
