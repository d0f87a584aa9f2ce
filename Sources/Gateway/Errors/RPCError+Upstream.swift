import Contract

/// What OY! said, as errors (docs/errors.md). Its words are cut: an error must never grow too large to be sent.
extension RPCError {
    /// OY! refused this request.
    static func refusal(_ code: RPCCode, reason: String, _ status: AnswerStatus, http: Int) -> Self {
        Self(code, reason: reason, domain: .oy, message: sentence(status), metadata: facts(status, http: http))
    }

    /// OY! refuses the gateway itself: only an operator can mend it.
    static func credentialsRejected(_ status: AnswerStatus?, http: Int) -> Self {
        Self(
            .failedPrecondition, reason: Reason.upstreamCredentialsRejected,
            message: "OY! refuses the gateway's own credentials or address", metadata: facts(status, http: http))
    }

    /// OY! is too busy and did not process the request.
    static func tooManyRequests(_ status: AnswerStatus?, http: Int, _ retryAfter: Duration?) -> Self {
        Self(
            .resourceExhausted, reason: Reason.upstreamTooManyRequests, domain: .oy,
            message: "OY! gets too many requests and did not process this one",
            metadata: facts(status, http: http), retryDelay: retryAfter)
    }

    /// A code, or an HTTP status without one, that no table knows: nothing is concluded from it.
    static func unlisted(_ status: AnswerStatus?, http: Int) -> Self {
        let said = status.map { "code \($0.code.cut)" } ?? "HTTP status \(http)"
        return Self(
            .unknown, reason: "UPSTREAM_CODE_UNKNOWN",
            message: "OY! answered with \(said), which the gateway does not know", metadata: facts(status, http: http))
    }

    /// No attempt brought an answer that can be believed, and the call changes nothing or may be repeated.
    static func upstreamUnavailable(
        cause: String, _ status: AnswerStatus?, http: Int?, retryAfter: Duration? = nil
    ) -> Self {
        Self(
            .unavailable, reason: Reason.upstreamUnavailable, message: "OY! gave no usable answer (\(cause))",
            metadata: facts(status, http: http), retryDelay: retryAfter)
    }

    /// The same words of OY!'s, where they do not tell the whole: an attempt before may have changed something.
    func asUnavailable(cause: String) -> Self {
        var error = Self.upstreamUnavailable(cause: cause, nil, http: nil, retryAfter: retryDelay)
        error.metadata = metadata
        return error
    }

    /// The call may have been acted on, and must not simply be repeated.
    static func outcomeUnknown(cause: String, _ status: AnswerStatus?, http: Int?) -> Self {
        Self(
            .aborted, reason: "OUTCOME_UNKNOWN",
            message: "OY! may have acted on the call and gave no usable answer (\(cause)): look before repeating it",
            metadata: facts(status, http: http))
    }

    private static func sentence(_ status: AnswerStatus) -> String {
        status.message.isEmpty
            ? "OY! answered with code \(status.code.cut)" : "OY!: \(status.message.cut) (\(status.code.cut))"
    }

    private static func facts(_ status: AnswerStatus?, http: Int?) -> [String: String] {
        var facts: [String: String] = [:]
        if let status {
            facts["oy_code"] = status.code.cut
            facts["oy_message"] = status.message.cut
        }
        if let http, http != 200 { facts["http_status"] = String(http) }
        return facts
    }
}
