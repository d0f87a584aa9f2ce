/// What an OY! code in an answer means for the RPC that received it (docs/errors.md).
public enum CodeMeaning: Sendable, Equatable {
    /// The caller gets the answer.
    case success
    /// The caller gets the answer, and it is a no: a payout that failed, a person who is not confirmed. HTTP may say 4xx beside it.
    case negativeAnswer
    /// OY! refused this request: an error of the RPC.
    case refusal(RPCCode, reason: String)
    /// OY! refused the gateway's own credentials: nobody's request will do until an operator acts.
    case credentialsRejected
    /// 429: not processed, come again.
    case tooManyRequests
    /// 999 and 504: OY! does not know itself whether it acted.
    case outcomeUnknown
    /// Not in any table: new codes appear every year, so nothing is concluded.
    case unlisted

    /// Whether the caller gets what OY! answered.
    var isAnswer: Bool { self == .success || self == .negativeAnswer }
}
