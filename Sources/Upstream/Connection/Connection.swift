import Contract
import Gateway
import NIOCore
import NIOHTTP1
import NIOTLS

/// One connection to OY!: the handler between the transport (TCP or TLS) and the HTTP parser.
///
/// It writes a request's bytes past the parser in one piece, and passes what comes in on to the parser, from which the answer's parts
/// come back through `AnswerReader`. `ExchangeStateMachine` decides what they mean. Used on its event loop only.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Not open yet; nothing can be sent.
        case opening
        case open
        /// The pool has been told, or has let go of it itself: it hears nothing more of this connection.
        case gone
    }

    let id: ConnectionPoolStateMachine.ConnectionID
    /// `HTTPResponseDecoder` must hear of each request, or it takes the answer for one that nobody asked for. It is told directly, because what
    /// passes through the pipeline are finished bytes.
    let decoder: HTTPResponseDecoder
    private let pool: ConnectionPool
    private let terms: ExchangeTerms
    private var phase = Phase.opening
    private var machine: ExchangeStateMachine
    private var channel: (any Channel)?
    private var tcp: TCPState?
    private var context: ChannelHandlerContext?
    private var timer: DeadlineTimer?
    private var attempt: Attempt?
    private var body: AnswerBody
    /// A whole answer that has to stand alone before it is told.
    private var keptBack: UpstreamAnswer?
    /// Kept from request to request, so that copies of the key do not pile up in freed memory; wiped after each.
    private var requestBuffer = ByteBuffer()

    init(id: ConnectionPoolStateMachine.ConnectionID, pool: ConnectionPool, terms: ExchangeTerms) {
        self.id = id
        self.pool = pool
        self.terms = terms
        self.machine = ExchangeStateMachine(maxAnswerBytes: terms.maxAnswerBytes)
        self.body = AnswerBody(in: terms.answers)
        self.decoder = HTTPResponseDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: .answers)
        self.timer = DeadlineTimer(loop: pool.loop) { self.deadlinePassed() }
    }

    // MARK: Opening and closing

    /// Opening begins; after `deadline` it has failed.
    func opening(until deadline: NIODeadline) {
        timer?.set(deadline)
    }

    /// TCP is there, TLS or a proxy's word may not be.
    /// - Returns: false where nobody waits for it any more; the channel is closed.
    func connected(_ channel: any Channel) -> Bool {
        guard case .opening = phase else {
            channel.close(promise: nil)
            return false
        }
        self.channel = channel
        tcp = TCPState(channel)
        // However the process ends, nothing leaves this host any more.
        TCPState.setReset(true, atCloseOf: channel)
        return true
    }

    /// Requests can be sent.
    func opened() {
        guard case .opening = phase else { return }
        phase = .open
        timer?.lift()
        pool.connectionOpened(self)
    }

    /// The connection could not be opened. The first reason counts; those that follow from it are dropped.
    func openingFailed(_ failure: AttemptFailure) {
        guard case .opening = phase else { return }
        leave()
        pool.connectionFailed(self, failure)
    }

    /// The pool has no use for it any more.
    func close() {
        leave()
    }

    /// From here on the pool is not told anything, and the socket goes as fast as it politely can.
    ///
    /// - Parameter isLost: a request's fate is unknown: when it is said to have ended, no byte of it may leave later.
    private func leave(isLost: Bool = false) {
        phase = .gone
        timer?.cancel()
        timer = nil
        guard let channel else { return }
        if isLost {
            TCPState.reset(channel)
        } else {
            TCPState.setReset(false, atCloseOf: channel)
            channel.close(promise: nil)
        }
    }

    // MARK: Sending

    /// What a connection is found to be just before it is used.
    enum Readiness {
        case ready
        /// It can't take a request any more.
        case ended
        /// It holds bytes that nobody asked for: `foreignBytesFound()`.
        case foreignBytes
    }

    /// Whether a request can be written now. The kernel is asked too, as the loop may not have heard yet what it knows:
    ///
    /// - of bytes that nobody has read, if there was a request before: a second answer to that one would be read as the answer to this
    ///   one. Before the first request nothing can be foreign, and what waits may be TLS's own;
    /// - of an end, after which a request would be in doubt for nothing. Not so for the first request if it is a GET, which changes nothing
    ///   by HTTP's own definition: in that rare case an end costs the call an attempt, which is cheaper than a system call.
    func readiness(for call: HTTPCall?) -> Readiness {
        guard case .open = phase, machine.isIdle, let channel, channel.isActive else { return .ended }
        guard machine.hasServed || call?.verb != .get, let tcp else { return .ready }
        switch tcp.unread {
        case .nothing: return .ready
        case .end, .goodbye: return .ended
        // TLS says goodbye before the end: those bytes are nobody's answer.
        case .bytes where !tcp.isEstablished: return .ended
        case .bytes: return machine.hasServed ? .foreignBytes : .ready
        }
    }

    /// `readiness(for:)` found such; they are reported once, also where they are read before the connection is closed.
    func foreignBytesFound() {
        terms.strayCame()
        machine.foreignBytesFound()
    }

    /// Bytes came in, read or not.
    private func took(_ count: Int) -> ExchangeStateMachine.Action {
        if machine.expectsNothing { terms.strayCame() }
        return machine.bytesArrived(count)
    }

    /// Writes the attempt's request, head and body in one piece. Only on a connection that is `.ready` for it.
    ///
    /// - Returns: false where it ended unsent, and the connection is unused: the credentials are not of the partner as whom it must go, or its
    ///   deadline has passed. After the loop stood still, this turn may come before the timers of those who wait.
    func send(_ attempt: Attempt) -> Bool {
        // Read once: both are judged and written of one load.
        let credentials = terms.credentials.current
        guard attempt.partner == nil || attempt.partner == credentials.partner else {
            attempt.failed(AttemptFailure(.partnerChanged, detail: "the user name was exchanged before anything was sent"))
            return false
        }
        guard attempt.deadline > .now() else {
            attempt.failed(AttemptFailure(.timedOut, detail: "the deadline had passed before anything was sent"))
            return false
        }
        guard let context else { preconditionFailure("a request on a connection without a channel") }
        machine.requestSent()
        requestBuffer.clear()
        // The answer may show them, even when others are in force by then.
        attempt.credentials = credentials
        terms.encoder.write(attempt.call, credentials: credentials, into: &requestBuffer)
        decoder.write(data: .head(HTTPRequestHead(attempt.call.verb)))
        self.attempt = attempt
        timer?.set(attempt.deadline)
        // Before the write: what the write sets off must find the request handed over.
        attempt.handedOver()
        context.writeAndFlush(wrapOutboundOut(requestBuffer), promise: nil)
        return true
    }

    // MARK: Events of the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        channel = nil
        tcp = nil
        perform(machine.closed())
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let negotiated) = event as? TLSUserEvent {
            if negotiated == nil || negotiated == "http/1.1" {
                opened()
            } else {
                openingFailed(AttemptFailure(.tlsFailed, detail: "the server chose another protocol than HTTP/1.1"))
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Keeps the last byte back until the parser has seen the rest: if the answer is over by then, that byte is one too many. There is no
    /// other way to know, since the parser swallows the beginning of a next answer silently.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        let expected = machine.isExpectingBytes
        perform(took(bytes.readableBytes))
        guard expected, machine.isExpectingBytes, bytes.readableBytes > 0 else { return }
        if let first = bytes.readSlice(length: bytes.readableBytes - 1), first.readableBytes > 0 {
            context.fireChannelRead(wrapInboundOut(first))
        }
        if machine.isExpectingBytes {
            context.fireChannelRead(wrapInboundOut(bytes))
        } else {
            perform(took(bytes.readableBytes))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        perform(machine.readEnded())
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .opening = phase {
            openingFailed(ConnectFailure.ofTransport(error))
        } else {
            perform(machine.transportFailed(ConnectFailure.ofTransport(error).detail))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        openingFailed(AttemptFailure(.connectionClosed, detail: "closed while being opened"))
        machine.inputClosed()
        context.fireChannelInactive()
        perform(machine.closed())
        if case .open = phase {
            leave()
            pool.connectionClosed(self)
        }
    }

    /// While an answer is kept back the timer is that of silence, unless the attempt's deadline comes first.
    private func deadlinePassed() {
        openingFailed(AttemptFailure(.connectTimedOut, detail: "the connection was not open in time"))
        perform(wasSilent ? machine.silencePassed() : machine.deadlinePassed())
    }

    private var wasSilent: Bool {
        guard keptBack != nil, let attempt, let channel, channel.isActive else { return false }
        return attempt.deadline > .now() && tcp?.unread ?? .nothing == .nothing
    }

    // MARK: Parts of the answer, from `AnswerReader`

    func answerPart(_ part: HTTPClientResponsePart) {
        switch part {
        case .head(let head):
            let head = AnswerHead(head, wallNow: terms.wallNow)
            body.begin(head.framing)
            perform(machine.headArrived(head))
        case .body(let bytes):
            perform(received(bytes))
        case .end:
            perform(machine.answerEnded(names: attempt?.call.isNamed(in: body.bytes) ?? false, requestHasLeft: requestHasLeft))
        }
    }

    /// Whether the kernel has taken all of the request. NIO is asked about large ones only.
    private var requestHasLeft: Bool {
        requestBuffer.readableBytes <= Limits.requestBytesTakenAtOnce || (try? channel?.syncOptions?.getOption(.bufferedWritableBytes)) == 0
    }

    private func received(_ bytes: ByteBuffer) -> ExchangeStateMachine.Action {
        let action = machine.bodyArrived(bytes.readableBytes)
        // What comes behind a failure is nobody's.
        guard action == .nothing, attempt != nil else { return action }
        return body.append(bytes) ? .nothing : machine.bodyHadNoRoom()
    }

    func parsingFailed(_ error: any Error) {
        // Other errors than the parser's own may quote what was read.
        perform(machine.parsingFailed((error as? HTTPParserError).map { "not an HTTP answer: \($0)" } ?? "not an HTTP answer"))
    }

    // MARK: Actions

    private func perform(_ action: ExchangeStateMachine.Action) {
        switch action {
        case .nothing:
            break
        case .answer(let status, let retryAfter, let standsAlone):
            let answer = UpstreamAnswer(status: status, retryAfter: retryAfter, body: body.take(), standsAlone: standsAlone)
            endExchange()?.answered(answer, hiding: terms.credentials.current)
        case .listen(let status, let retryAfter):
            keptBack = UpstreamAnswer(status: status, retryAfter: retryAfter, body: body.take())
            if let attempt { timer?.set(min(attempt.deadline, .now() + Limits.silence.timeAmount)) }
        case .conclude(let standsAlone):
            guard var answer = keptBack else { preconditionFailure("no answer was kept back") }
            keptBack = nil
            answer.standsAlone = standsAlone
            let attempt = endExchange()
            part()
            attempt?.answered(answer, hiding: terms.credentials.current)
        case .fail(let failure):
            let attempt = endExchange()
            part(isLost: true)
            attempt?.failed(failure)
        case .release:
            pool.connectionReleased(self)
        case .close:
            part()
        }
    }

    private func endExchange() -> Attempt? {
        timer?.lift()
        requestBuffer.wipe(keeping: Limits.keptRequestBytes)
        body.giveBack()
        defer { attempt = nil }
        return attempt
    }

    /// Closes, and tells the pool if it does not know.
    private func part(isLost: Bool = false) {
        guard case .open = phase else { return }
        leave(isLost: isLost)
        pool.connectionClosed(self)
    }
}
