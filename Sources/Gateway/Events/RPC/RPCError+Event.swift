/// What `EventService` refuses.
extension RPCError {
    /// The caller's configuration does not list the kind.
    static func eventKindNotAllowed(_ kind: EventKind, caller: String) -> Self {
        Self(
            .permissionDenied, reason: "EVENT_KIND_NOT_ALLOWED", message: "Caller \(caller) may not see events of kind \(kind.word)",
            metadata: ["kind": kind.word, "caller": caller])
    }

    /// What comes next for the consumer was deleted, or may have been.
    static func eventsGone(oldest: Int64) -> Self {
        Self(
            .outOfRange, reason: "EVENTS_GONE",
            message: """
                Events after the consumer's place were deleted, since nobody acknowledged them for too long; the oldest that is kept has \
                cursor \(oldest)
                """,
            metadata: ["oldest_cursor": String(oldest)])
    }

    /// There is no event of that cursor yet: the place is one of another ledger, or of this one before it was put back.
    static func cursorAhead(newest: Int64) -> Self {
        Self(
            .outOfRange, reason: "CURSOR_AHEAD", message: "There is no such event yet; the newest has cursor \(newest)",
            metadata: ["newest_cursor": String(newest)])
    }

    static let tooManyConsumers = Self(
        .resourceExhausted, reason: "TOO_MANY_CONSUMERS",
        message: "The caller has \(EventLimits.consumersPerCaller) consumers already; one of those names is to be used")

    static let tooManyWatches = Self(
        .resourceExhausted, reason: "TOO_MANY_WATCHES", message: "Too many streams of events are open")

    /// The caller's configuration is another one by now; a new stream is judged by that.
    static let rightsChanged = Self(
        .unavailable, reason: "CONFIGURATION_CHANGED", message: "The caller's configuration has changed; watch again")
}
