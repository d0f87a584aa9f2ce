/// What is known after one attempt (docs/payouts.md, rule 3: a payout goes out again only when it surely never left).
public enum AttemptOutcome: Sendable, Equatable {
    /// Not a byte of the request was handed to the socket: OY! cannot have seen it.
    case surelyUnsent(AttemptFailure)
    /// A whole HTTP answer came back, whatever it says.
    case answered(UpstreamAnswer)
    /// Something was sent and no whole answer came: OY! may or may not have acted.
    case unknown(AttemptFailure)
}
