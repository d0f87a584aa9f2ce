import Gateway
import NIOHTTP1

extension AnswerHead {
    /// - Parameter wallNow: read only where `Retry-After` is a date.
    init(_ head: HTTPResponseHead, wallNow: () -> WallTime) {
        self.init(
            status: Int(head.status.code), framing: Framing(head), keepsConnection: head.isKeepAlive,
            retryAfter: head.headers.first(name: "Retry-After").flatMap { RetryAfter.parse($0, now: wallNow()) })
    }
}

extension AnswerHead.Framing {
    /// Reads the framing a second time beside the parser, so that a cut answer is never taken for a whole one.
    fileprivate init(_ head: HTTPResponseHead) {
        if head.status.code == 204 || head.status.code == 304 {
            self = .none
            return
        }
        let codings = head.headers["Transfer-Encoding"]
        let lengths = head.headers["Content-Length"]
        switch (codings.count, lengths.count) {
        case (0, 0):
            self = .untilClose
        case (1, 0):
            self = codings[0].lowercased() == "chunked" ? .chunked : .unreadable
        case (0, 1):
            self = Int(lengths[0]).flatMap { $0 >= 0 ? .length($0) : nil } ?? .unreadable
        default:
            self = .unreadable
        }
    }
}
