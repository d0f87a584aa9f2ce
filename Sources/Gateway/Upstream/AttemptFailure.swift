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
        /// Before anything was sent, OY! was heard to have the payout.
        case overtaken
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
