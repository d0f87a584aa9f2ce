import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Requests that were held longer than their clients stayed. OY! would act on them all the same, and so does the
/// simulator: this is how a payout is executed after its caller gave up.
struct LateRequests: Sendable {
    struct Item: Sendable {
        var head: HTTPRequest
        var body: ByteBuffer
        var channel: any Channel
    }

    let items: AsyncStream<Item>
    private let entrance: AsyncStream<Item>.Continuation

    init() { (items, entrance) = AsyncStream.makeStream() }

    func process(_ parts: [HTTPRequestPart], _ channel: any Channel) {
        guard case .head(let head)? = parts.first else { return }
        var body = ByteBuffer()
        for case .body(var part) in parts { body.writeBuffer(&part) }
        entrance.yield(Item(head: head, body: body, channel: channel))
    }
}
