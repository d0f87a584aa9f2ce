import Gateway

/// What matters of an answer before its body.
struct AnswerHead: Equatable, Sendable {
    /// How the end of the body is found.
    enum Framing: Equatable, Sendable {
        /// 204 and 304 never have a body.
        case none
        /// `Content-Length`.
        case length(Int)
        case chunked
        /// Neither: the body ends where the connection does.
        case untilClose
        /// A transfer coding that the gateway does not speak, or several lengths.
        case unreadable
    }

    var status: Int
    var framing: Framing
    /// Whether the server will take another request on this connection.
    var keepsConnection: Bool
    var retryAfter: Duration?

    /// Whether the next answer on the connection will be that to the next request. Not so after a failure on the server's side, or its
    /// giving up on a request (408): a front that says so may still pass on the origin's answer when it comes.
    var leavesConnectionInStep: Bool {
        keepsConnection && framing != .untilClose && status < 500 && status != 408
    }

    init(status: Int, framing: Framing, keepsConnection: Bool = true, retryAfter: Duration? = nil) {
        self.status = status
        self.framing = framing
        self.keepsConnection = keepsConnection
        self.retryAfter = retryAfter
    }
}
