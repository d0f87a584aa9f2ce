public import Contract

/// The gateway's own refusals, of calls of every kind; those about callers, payouts, policies and
/// events stand beside what they are about.
extension RPCError {
    /// The request does not say what the contract asks for. Nothing was sent.
    public static func invalidRequest(_ violations: [FieldViolation]) -> Self {
        let first = violations.first.map { ": \($0)" } ?? ""
        return Self(
            .invalidArgument, reason: "INVALID_REQUEST",
            message: "The request was refused before anything was sent\(first)",
            metadata: violations.first.flatMap { $0.field.isEmpty ? nil : ["field": $0.field] } ?? [:], violations: violations)
    }

    /// The caller calls more often than its rate allows.
    static func tooFast(caller: String, retryIn delay: Duration) -> Self {
        Self(
            .resourceExhausted, reason: "RATE_LIMIT_REACHED",
            message: "Caller \(caller) exceeds its rate; nothing was done for this call",
            metadata: ["caller": caller], retryDelay: delay)
    }

    /// The caller waits for as many calls as it may have in flight.
    static func tooManyCalls(caller: String, limit: Int) -> Self {
        Self(
            .resourceExhausted, reason: "TOO_MANY_CALLS_IN_FLIGHT",
            message: "Caller \(caller) has \(limit) calls in flight, which is all it may; nothing was done for this call",
            metadata: ["caller": caller], retryDelay: .seconds(1))
    }

    /// The peer has as many connections as it may.
    static func tooManyConnections(_ who: String) -> Self {
        Self(
            .resourceExhausted, reason: "TOO_MANY_CONNECTIONS",
            message: "\(who) has as many connections as it may")
    }

    /// The gateway takes nothing on any more, and ends what has no end of its own.
    public static let shuttingDown = Self(
        .unavailable, reason: "SHUTTING_DOWN",
        message: "The gateway is stopping: ask again once it is back, for a payout under the same id", retryDelay: .seconds(1))

    /// The method does not exist.
    public static func unimplemented(_ method: String) -> Self {
        Self(.unimplemented, reason: "METHOD_UNKNOWN", message: "There is no method \(method)")
    }

    /// The caller's time ran out before OY! was asked, or while it was asked again.
    public static func deadlineExceeded(attempts: Int) -> Self {
        Self(
            .deadlineExceeded, reason: Reason.deadlineExceeded, message: "The call's time ran out",
            metadata: ["attempts": String(attempts)])
    }

    /// A stream whose reader went away or stayed away: nobody hears this, but it is written down.
    static let streamCutShort = Self(
        .cancelled, reason: "STREAM_CUT_SHORT", message: "The stream's reader has gone or did not read")

    /// OY! was not asked, because the last calls have shown that it cannot be reached.
    public static func circuitOpen(retryIn delay: Duration) -> Self {
        Self(
            .unavailable, reason: Reason.upstreamCircuitOpen,
            message: "OY! did not answer the last calls and is not asked again yet", retryDelay: delay)
    }

    /// Rule 7: no ledger, no payout, nor any other call that changes something, nor an answer that only it could give.
    static let ledgerUnavailable = Self(
        .unavailable, reason: Reason.ledgerUnavailable,
        message: "The ledger can't be read or written now: nothing was sent for this call. Ask again, for a payout under the same id")

    /// More waits to be written than may, in all or of this caller: load, and no outage.
    static let ledgerOverloaded = Self(
        .resourceExhausted, reason: "LEDGER_OVERLOADED",
        message: """
            More waits to be written to the ledger than may, in all or of this caller: nothing was done for this call. Ask again, for a payout \
            under the same id
            """, retryDelay: .seconds(1))
}
