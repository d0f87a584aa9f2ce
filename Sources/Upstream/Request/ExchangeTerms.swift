import Contract
import Gateway
import Glibc
import NIOCore
import NIOHTTP1

/// What every connection needs to write a request and to judge its answer.
struct ExchangeTerms: Sendable {
    let encoder: RequestEncoder
    let credentials: any CredentialsSource
    let maxAnswerBytes: Int
    let answers: AnswerMemory
    let wallNow: @Sendable () -> WallTime
    /// Told each time a connection brings bytes that nobody asked for.
    let strayCame: @Sendable () -> Void
}

extension HTTPRequestHead {
    private static let get = HTTPRequestHead(version: .http1_1, method: .GET, uri: "")
    private static let post = HTTPRequestHead(version: .http1_1, method: .POST, uri: "")
    private static let put = HTTPRequestHead(version: .http1_1, method: .PUT, uri: "")

    /// Just enough for the parser: it looks at the verb, since that decides whether the answer has a body.
    init(_ verb: HTTPCall.Verb) {
        switch verb {
        case .get: self = Self.get
        case .post: self = Self.post
        case .put: self = Self.put
        }
    }
}

extension NIOHTTPDecoderLimitConfiguration {
    static var answers: Self {
        var limits = Self()
        limits.maxHeaderFieldSize = Limits.answerHeaderBytes
        limits.maxHeaderListSize = Limits.answerHeadersBytes
        limits.maxHeaderFieldCount = Limits.answerHeaders
        return limits
    }
}

extension ByteBuffer {
    /// Overwrites what it holds, and keeps its memory for the next request unless it is more than `keptBytes`. Where the transport still holds
    /// the bytes too, only this buffer's copy is overwritten.
    mutating func wipe(keeping keptBytes: Int) {
        moveReaderIndex(to: 0)
        withUnsafeMutableReadableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            explicit_bzero(start, bytes.count)
        }
        if capacity > keptBytes {
            self = ByteBuffer()
        } else {
            clear()
        }
    }
}
