public import Contract

/// OY! as the gateway sees it: a place to which one attempt can be made.
///
/// Whether another attempt may follow is the gateway's decision, never the implementation's.
public protocol Upstream: Sendable {
    /// As whom OY! is called now.
    var partner: PartnerFingerprint { get }

    /// Sends `request` once and says what can be known of what became of it.
    ///
    /// Never throws, never repeats, never follows a redirect. Once a byte was handed to the socket, a cancelled task
    /// does not cut the attempt short: what OY! did must still be learned. Only `deadline` does.
    ///
    /// - Parameters:
    ///   - request: verb, target below the base URL, body.
    ///   - partner: as whom it must be sent: where the credentials of the moment at which it would be are another's, it is
    ///     `surelyUnsent`. Nil for whoever the gateway is by then.
    ///   - deadline: when to stop waiting. An attempt that has sent nothing by then is `surelyUnsent`.
    func attempt(_ request: HTTPCall, as partner: PartnerFingerprint?, deadline: MonotonicInstant) async -> AttemptOutcome
}
