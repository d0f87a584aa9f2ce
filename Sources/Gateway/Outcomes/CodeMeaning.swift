/// What an OY! code in an answer means for the RPC that received it (docs/errors.md).
public enum CodeMeaning: Sendable, Equatable {
    /// The caller gets the answer.
    case success
    /// So too, and the answer is a bad one: a payout that failed, a person who is not confirmed.
    case badNews
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
}

extension CodeMeaning {
    /// Whether the caller gets what OY! answered.
    var isAnswer: Bool { self == .success || self == .badNews }
}
