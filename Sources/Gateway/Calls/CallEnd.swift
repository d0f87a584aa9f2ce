import Contract

/// How a call ended, with what the log and the audit trail want to know.
struct CallEnd: Sendable {
    var result: Result<Message, RPCError>
    /// OY!'s code in the last answer that had one.
    var oyCode: String?
    /// How often OY! was tried.
    var attempts = 0
    /// OY!'s answers to a call that was about a payout, in order, one for each attempt that was answered: each may say that OY! has the
    /// payout (rule 3). None of other calls.
    var answers: [UpstreamAnswer] = []
    /// The request as the ledger keeps it, where it was needed before the end: masking it twice would cost twice.
    var redactedRequest: RedactedMessage?

    /// The same call where OY!'s answer is none.
    func notBelieved(_ why: Unbelieved) -> CallEnd {
        let error = RPCError.upstreamUnavailable(cause: why.rawValue, nil, http: nil)
        return CallEnd(result: .failure(error.adding("attempts", String(attempts))), attempts: attempts, answers: answers)
    }

    init(result: Result<Message, RPCError>, oyCode: String? = nil, attempts: Int = 0, answers: [UpstreamAnswer] = []) {
        self.result = result
        self.oyCode = oyCode
        self.attempts = attempts
        self.answers = answers
    }
}
