import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Sits between the HTTP codec and the server, and leads requests on the course that the plan has for them. The business
/// code behind it knows nothing of faults.
///
/// One exchange at a time: what a client sends ahead waits. A request without a fault passes through part by part. A
/// request with one is gathered whole first.
final class FaultHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Tells the handlers nearer to the socket which fault the present request met.
    struct Met: Sendable {
        var kind: Fault.Kind
    }

    private struct Plan {
        var number: Int
        var course: Course
        /// The client asked to close after this exchange. The server sees to it where it gets the request.
        var closes: Bool
    }

    private enum Stage {
        /// Between two exchanges.
        case idle
        /// An exchange without a fault. True once its request was read whole.
        case passing(requestEnded: Bool)
        /// The request is coming in.
        case gathering(Plan, [HTTPRequestPart])
        /// The request, or the answer, is held. What comes in meanwhile belongs to later exchanges.
        case holding
        /// The server is at work on the request; its answer is kept back.
        case processing(Plan, [HTTPResponsePart])
        /// The connection is cut.
        case closed
    }

    private let plan: FaultPlan
    private let connections: Connections
    private let prefix: String
    private let late: LateRequests
    private var inputClosed = false
    /// The server's wish to close, which waits while an answer is kept back.
    private var outputClose: EventLoopPromise<Void>??
    private var stage = Stage.idle
    private var ahead: [HTTPRequestPart] = []
    private var aheadBytes = 0
    private var gatheredBytes = 0

    init(plan: FaultPlan, connections: Connections, late: LateRequests, prefix: String) {
        self.plan = plan
        self.late = late
        self.connections = connections
        self.prefix = prefix
    }

    // MARK: The connection

    func channelActive(context: ChannelHandlerContext) {
        connections.opened(context.channel)
        if plan.resetsConnection() {
            cut(context, reset: true)
        } else {
            context.fireChannelActive()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        connections.closed(context.channel)
        stage = .closed
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A client that closes its half while its request is held must not end the server's reading too early.
        if case .inputClosed? = event as? ChannelEvent {
            switch stage {
            case .holding, .processing:
                inputClosed = true
                return
            case .gathering: return cut(context, reset: false)
            case .idle, .passing, .closed: break
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data), context)
    }

    private func receive(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch (stage, part) {
        case (.idle, .head(let head)): begin(head, context)
        case (.passing(requestEnded: false), _):
            if case .end = part { stage = .passing(requestEnded: true) }
            context.fireChannelRead(wrapInboundOut(part))
        case (.gathering(let plan, var parts), _):
            parts.append(part)
            if case .body(let bytes) = part { gatheredBytes += bytes.readableBytes }
            stage = .gathering(plan, parts)
            if gatheredBytes > Limits.requestBodyBytes { return cut(context, reset: true) }
            if case .end = part { wait(plan, with: parts, context) }
        case (.idle, _), (.closed, _): break
        case (.passing(requestEnded: true), _), (.holding, _), (.processing, _):
            ahead.append(part)
            if case .body(let bytes) = part { aheadBytes += bytes.readableBytes }
            if ahead.count > Limits.partsSentAhead || aheadBytes > Limits.requestBodyBytes { cut(context, reset: true) }
        }
    }

    private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let path = RequestTarget(head.path ?? "", prefix: prefix).path
        // The control API is never subject to faults.
        if RequestTarget(head.path ?? "", prefix: "").isControl {
            connections.usedForControl(context.channel)
        } else if let (number, course) = plan.course(method: head.method.rawValue, path: path) {
            context.triggerUserOutboundEvent(Met(kind: course.name), promise: nil)
            if course.closesAtHead { return cut(context, reset: course.resets) }
            gatheredBytes = 0
            let closes = head.headerFields[.connection]?.lowercased() == "close"
            stage = .gathering(Plan(number: number, course: course, closes: closes), [.head(head)])
            return
        }
        stage = .passing(requestEnded: false)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Holds the whole request before it is processed. One whose client leaves meanwhile is processed all the same: it
    /// arrived, and only its answer has nowhere to go.
    private func wait(_ plan: Plan, with parts: [HTTPRequestPart], _ context: ChannelHandlerContext) {
        hold(plan, plan.course.before, context) { handler, context in
            if case .closed = handler.stage {
                if plan.course.processes { handler.late.process(parts, context.channel) }
            } else {
                handler.proceed(plan, parts, context)
            }
        }
    }

    /// The request is whole and no longer held: process it, or go straight to its ending.
    private func proceed(_ plan: Plan, _ parts: [HTTPRequestPart], _ context: ChannelHandlerContext) {
        guard plan.course.processes else {
            return hold(plan, plan.course.after, context) { $0.end(plan, Self.plainAnswer, $1) }
        }
        stage = .processing(plan, [])
        for part in parts { context.fireChannelRead(wrapInboundOut(part)) }
        context.fireChannelReadComplete()
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        switch stage {
        case .processing(let plan, var answer):
            answer.append(part)
            stage = .processing(plan, answer)
            promise?.succeed()
            if case .end = part { hold(plan, plan.course.after, context) { $0.end(plan, answer, $1) } }
        case .closed: promise?.fail(ChannelError.ioOnClosedChannel)
        case .idle, .passing, .gathering, .holding:
            context.write(data, promise: promise)
            // An answer may overtake the rest of its request (a body that is too large); the exchange ends with both.
            if case .end = part, case .passing = stage { finishPassing(context) }
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (stage, mode) {
        case (.processing, .output), (.holding, .output): outputClose = .some(promise)
        default: context.close(mode: mode, promise: promise)
        }
    }

    private func finishPassing(_ context: ChannelHandlerContext) {
        if case .passing(requestEnded: true) = stage { next(context) }
    }

    private func end(_ plan: Plan, _ answer: [HTTPResponsePart], _ context: ChannelHandlerContext) {
        if case .closed = stage { return }
        switch plan.course.ending {
        case .answer: send(answer, context)
        case .close: return cut(context, reset: plan.course.resets)
        case .closeMidAnswer(let bytes):
            let whole = Self.body(of: answer)
            let part = Self.with(answer, body: whole.prefix(bytes ?? whole.count / 2), declared: whole.count).dropLast()
            stage = .closed
            for piece in part { context.write(wrapOutboundOut(piece), promise: nil) }
            let flushed = context.eventLoop.makePromise(of: Void.self)
            context.writeAndFlush(wrapOutboundOut(.body(ByteBuffer())), promise: flushed)
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            flushed.futureResult.whenComplete { _ in
                let (handler, context) = bound.value
                handler.cut(context, reset: plan.course.resets)
            }
            return
        case .duplicate:
            send(answer, context)
            send(answer, context)
        case .halfBody:
            let whole = Self.body(of: answer)
            send(Self.with(answer, body: whole.prefix(whole.count / 2), declared: whole.count / 2), context)
        case .noBody: send(Self.with(answer, body: [], declared: 0), context)
        case .replace(let replacement): send(Self.answer(replacement), context)
        case .precede(let replacement, let pause):
            send(Self.answer(replacement), context)
            var rest = plan
            rest.course.ending = .answer
            return hold(rest, .milliseconds(pause), context) { $0.end(rest, answer, $1) }
        }
        if plan.closes, !plan.course.processes {
            stage = .closed
            return context.close(promise: nil)
        }
        next(context)
    }

    private func send(_ answer: [HTTPResponsePart], _ context: ChannelHandlerContext) {
        for part in answer { context.write(wrapOutboundOut(part), promise: nil) }
        context.flush()
    }

    /// The next exchange begins, with what was sent ahead for it.
    private func next(_ context: ChannelHandlerContext) {
        stage = .idle
        let parts = ahead
        ahead = []
        aheadBytes = 0
        for part in parts { receive(part, context) }
        if !parts.isEmpty { context.fireChannelReadComplete() }
        if let promise = outputClose, case .idle = stage {
            outputClose = nil
            context.close(mode: .output, promise: promise)
        }
        if inputClosed, case .idle = stage {
            inputClosed = false
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
    }

    // MARK: Waiting and cutting

    private func hold(
        _ plan: Plan, _ hold: Course.Hold?, _ context: ChannelHandlerContext,
        then go: @escaping (FaultHandler, ChannelHandlerContext) -> Void
    ) {
        guard let hold else { return go(self, context) }
        stage = .holding
        let bound = NIOLoopBound((self, context, go), eventLoop: context.eventLoop)
        let resume: @Sendable () -> Void = {
            let (handler, context, go) = bound.value
            go(handler, context)
        }
        let loop = context.eventLoop
        switch hold {
        case .milliseconds(let time): loop.scheduleTask(in: .milliseconds(Int64(time)), resume)
        case .untilReleased: self.plan.hold(plan.number) { loop.execute(resume) }
        }
    }

    private func cut(_ context: ChannelHandlerContext, reset: Bool) {
        stage = .closed
        ahead = []
        Connections.cut(context.channel, reset: reset)
    }

    // MARK: Answers of its own

    /// What stands in for the answer of a request that is not processed.
    private static let plainAnswer = with(
        [.head(HTTPResponse(status: .ok, headerFields: [.contentType: "application/json"]))],
        body: Code.success.answer.bytes[...], declared: Code.success.answer.bytes.count)

    private static func answer(_ replacement: Course.Replacement) -> [HTTPResponsePart] {
        var head = HTTPResponse(status: .init(code: replacement.status))
        for (name, value) in replacement.headers {
            if let name = HTTPField.Name(name) { head.headerFields.append(HTTPField(name: name, value: value)) }
        }
        let body = Array(replacement.body.utf8)
        return with([.head(head)], body: body[...], declared: body.count)
    }

    private static func body(of answer: [HTTPResponsePart]) -> ArraySlice<UInt8> {
        answer.reduce(into: []) { bytes, part in
            if case .body(let buffer) = part { bytes += buffer.readableBytesView }
        }
    }

    private static func with(
        _ answer: [HTTPResponsePart], body: ArraySlice<UInt8>, declared: Int
    ) -> [HTTPResponsePart] {
        guard case .head(var head)? = answer.first else { return [] }
        head.headerFields[.contentLength] = "\(declared)"
        return [.head(head), .body(ByteBuffer(bytes: body)), .end(nil)]
    }
}
