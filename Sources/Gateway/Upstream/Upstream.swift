public import Contract

/// OY! as the gateway sees it: a place to which one attempt can be made.
///
/// Whether another attempt may follow is the gateway's decision, never the implementation's.
public protocol Upstream: Sendable {
    /// As whom OY! is called now.
    var partner: PartnerMark { get }

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
    func attempt(_ request: HTTPCall, as partner: PartnerMark?, deadline: MonotonicInstant) async -> AttemptOutcome
}

/// What is known after one attempt (docs/payouts.md, rule 3: a payout goes out again only when it surely never left).
public enum AttemptOutcome: Sendable, Equatable {
    /// Not a byte of the request was handed to the socket: OY! cannot have seen it.
    case surelyUnsent(AttemptFailure)
    /// A whole HTTP answer came back, whatever it says.
    case answered(UpstreamAnswer)
    /// Something was sent and no whole answer came: OY! may or may not have acted.
    case unknown(AttemptFailure)
}

/// An HTTP answer, whole.
public struct UpstreamAnswer: Sendable, Equatable {
    /// HTTP status, 200 to 599.
    public var status: Int
    /// `Retry-After`, where it was given and readable; never negative.
    public var retryAfter: Duration?
    /// The body, within the answer size limit, after any transfer coding.
    public var body: [UInt8]
    /// Whether it can't be the answer to another request: it was the first on its connection, or the connection brought nothing else for
    /// a while after it. Only waited for if the answer does not show the call's `nameInAnswer`; false if that was not possible.
    public var standsAlone: Bool

    public init(status: Int, retryAfter: Duration? = nil, body: [UInt8], standsAlone: Bool = true) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
        self.standsAlone = standsAlone
    }
}

/// Why an attempt brought no answer.
public struct AttemptFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure, in the words of logs and error metadata.
    public enum Reason: String, Sendable {
        case resolutionFailed = "resolution_failed"
        case connectionRefused = "connection_refused"
        case connectTimedOut = "connect_timed_out"
        case proxyRefused = "proxy_refused"
        case tlsFailed = "tls_failed"
        case noConnectionFree = "no_connection_free"
        case connectionClosed = "connection_closed"
        case timedOut = "timed_out"
        case answerUnreadable = "answer_unreadable"
        case answerTooLarge = "answer_too_large"
        case shuttingDown = "shutting_down"
        /// The credentials were exchanged for another partner's before anything was sent.
        case partnerChanged = "partner_changed"
    }

    public var reason: Reason
    /// For a person; safe to log, holds nothing of the request or the credentials.
    public var detail: String

    public init(_ reason: Reason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    public var description: String {
        detail.isEmpty ? reason.rawValue : "\(reason.rawValue): \(detail)"
    }
}
