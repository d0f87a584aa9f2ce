import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Writes down every request and what was really answered. It sits next to the HTTP codec, so that what a fault does to
/// an answer is in the record too.
final class RecordHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let record: RequestRecord
    private let credentials: Credentials
    private let clock: @Sendable () -> Moment
    private let log: (@Sendable (RequestRecord.Entry) -> Void)?
    /// The request that is coming in.
    private var draft: RequestRecord.Entry?
    /// Requests that wait for their answers, oldest first.
    private var unanswered = Queue<(number: Int, entry: RequestRecord.Entry)>()
    private var answer: (status: Int, body: ByteBuffer)?

    init(
        record: RequestRecord, credentials: Credentials, clock: @escaping @Sendable () -> Moment,
        log: (@Sendable (RequestRecord.Entry) -> Void)?
    ) {
        self.record = record
        self.credentials = credentials
        self.clock = clock
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch part {
        case .head(let head):
            draft = RequestTarget(head.path ?? "", prefix: "").isControl ? nil : entry(for: head)
        case .body(let bytes):
            let room = Limits.recordedBodyBytes - (draft?.bodyBytes ?? 0)
            if room > 0 { draft?.body += String(decoding: bytes.readableBytesView.prefix(room), as: UTF8.self) }
            draft?.bodyBytes += bytes.readableBytes
        case .end:
            draft?.isComplete = true
            append()
        }
        context.fireChannelRead(data)
    }

    private func entry(for head: HTTPRequest) -> RequestRecord.Entry {
        var headers = credentials.masked(head.headerFields)
        if let authority = head.authority { headers.insert(("Host", authority), at: 0) }
        let target = head.path ?? ""
        let elsewhere = head.headerFields.contains { $0.name != credentials.apiKeyHeader && credentials.contains($0.value) }
        return RequestRecord.Entry(
            time: clock(), method: head.method.rawValue, target: credentials.masked(target), headers: headers,
            keyOK: credentials.verdict(on: head.headerFields) == nil,
            keyElsewhere: elsewhere || credentials.contains(target), body: "", bodyBytes: 0, isComplete: false)
    }

    private func append() {
        guard var entry = draft else {
            unanswered.append((0, Self.none))
            return
        }
        draft = nil
        if credentials.contains(entry.body) {
            entry.keyElsewhere = true
            entry.body = credentials.masked(entry.body)
        }
        unanswered.append((record.append(entry), entry))
    }

    /// Stands for a request of the control API, which is not recorded.
    private static let none = RequestRecord.Entry(
        time: Moment(epochMilliseconds: 0), method: "", target: "", headers: [], keyOK: false, keyElsewhere: false, body: "",
        bodyBytes: 0, isComplete: false)

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): answer = (head.status.code, ByteBuffer())
        case .body(var bytes):
            if (answer?.body.readableBytes ?? 0) < Limits.recordedBodyBytes { answer?.body.writeBuffer(&bytes) }
        case .end: finish()
        }
        context.write(data, promise: promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let met = event as? FaultHandler.Met else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        // The request's head passed here just before, so the draft is its own.
        draft?.fault = met.kind.rawValue
        promise?.succeed()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if draft != nil { append() }
        while !unanswered.isEmpty { finish() }
        context.fireChannelInactive()
    }

    /// The oldest request got its answer, or will never get one.
    private func finish() {
        let given = answer
        answer = nil
        guard let (number, request) = unanswered.popFirst(), number > 0 else { return }
        var entry = request
        if let given {
            entry.status = given.status
            entry.answer = credentials.masked(String(buffer: given.body))
        }
        let (status, text) = (entry.status, entry.answer)
        record.update(number) {
            $0.status = status
            $0.answer = text
            $0.isAbandoned = status == nil
        }
        log?(entry)
    }
}
