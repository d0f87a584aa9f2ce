import NIOCore
import Synchronization

/// One connection of a client: carries out what its `ClientStateMachine` decides.
///
/// `@unchecked Sendable`: everything that changes is touched on `eventLoop` only; what is called from elsewhere hops
/// there first.
final class ClientConnection: @unchecked Sendable {
    let channel: any Channel
    private let eventLoop: any EventLoop
    private var machine = ClientStateMachine()
    private var decoder = FrameDecoder()
    private var output = ByteBuffer()
    private var isFlushAsked = false
    private var readGate = ReadGate()
    private var isClosed = false
    private var timer = WakeupTimer()
    private var calls: [UInt32: PendingCall] = [:]

    init(channel: any Channel) {
        self.channel = channel
        self.eventLoop = channel.eventLoop
    }
}

// MARK: - Calls

extension ClientConnection {
    /// Sends `request` and from then on tells `call` what comes of it. Any thread.
    func start(_ call: PendingCall, _ request: RequestEnvelope, timeout: Int64?) {
        let data = request.encoded()
        eventLoop.execute {
            guard !call.isCancelled.load(ordering: .acquiring) else {
                return call.finish(.failure(.cancelled))
            }
            switch self.machine.callStarted(call.kind, length: data.count, timeout: timeout, now: MonotonicTime.now) {
            case .send(let streamID):
                call.streamID = streamID
                self.calls[streamID] = call
                let header = FrameHeader(streamID: streamID, type: .request, flags: .remoteClosed)
                self.output.writeFrame(header, data: data)
                self.settle()
            case .refuse(let status):
                call.finish(.failure(status))
            }
        }
    }

    /// The next message of `call`, or nil at its end. Any thread. Where the task is cancelled, the call is.
    func next(of call: PendingCall) async -> Result<[UInt8]?, Status> {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { reader in
                eventLoop.execute {
                    guard let length = call.read(reader), let streamID = call.streamID else { return }
                    self.machine.messageTaken(on: streamID, length: length)
                    self.resumeReading()
                }
            }
        } onCancel: {
            cancel(call)
        }
    }

    /// Lets go of a call: what still comes for it is dropped. Any thread.
    func cancel(_ call: PendingCall) {
        call.isCancelled.store(true, ordering: .releasing)
        eventLoop.execute {
            guard let streamID = call.streamID, self.machine.callCancelled(streamID) else { return }
            self.finish(streamID, .failure(.cancelled))
            self.resumeReading()
        }
    }

    private func finish(_ streamID: UInt32, _ result: Result<Void, Status>) {
        calls.removeValue(forKey: streamID)?.finish(result)
    }
}

// MARK: - Frames

extension ClientConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        decoder.append(&bytes)
        while let event = decoder.next() {
            switch event {
            case .frame(let frame):
                received(frame)
            case .discarded(let header, _):
                carryOut(machine.oversizedFrameReceived(on: header.streamID), on: header.streamID, payload: [])
            }
        }
        settle()
    }

    private func received(_ frame: Frame) {
        let streamID = frame.header.streamID
        switch frame.header.type {
        case .response:
            receivedResponse(frame)
        case .data:
            let payload = Array(frame.data.readableBytesView)
            let actions = machine.dataReceived(
                on: streamID, flags: frame.header.flags, length: payload.count, now: MonotonicTime.now)
            for action in actions { carryOut(action, on: streamID, payload: payload) }
        default:
            break  // A server opens no calls, and types that are not known are ignored.
        }
    }

    private func receivedResponse(_ frame: Frame) {
        let streamID = frame.header.streamID
        do throws(ResponseEnvelope.Malformed) {
            switch try ResponseEnvelope(decoding: frame.data) {
            case .success(let payload):
                // A stream that a server ends this way has one more message only where there is something in it.
                if let call = calls[streamID], call.kind == .unary || !payload.isEmpty { _ = call.deliver(payload) }
                carryOut(machine.responseReceived(on: streamID, status: nil), on: streamID, payload: payload)
            case .failure(let status):
                carryOut(machine.responseReceived(on: streamID, status: status), on: streamID, payload: [])
            }
        } catch {
            carryOut(machine.nonsenseReceived(on: streamID), on: streamID, payload: [])
        }
    }

    private func carryOut(_ action: ClientStateMachine.FrameAction, on streamID: UInt32, payload: [UInt8]) {
        switch action {
        case .deliver:
            if calls[streamID]?.deliver(payload) == true { machine.messageTaken(on: streamID, length: payload.count) }
        case .succeed: finish(streamID, .success(()))
        case .fail(let status): finish(streamID, .failure(status))
        case .ignore: break
        }
    }

    func read(context: ChannelHandlerContext) {
        if readGate.mayRead(machine.mayRead) { context.read() }
    }

    private func resumeReading() {
        if !isClosed, readGate.reopens(machine.mayRead) { channel.read() }
    }

    /// What follows every event: what was appended is flushed at the end of this turn of the loop, and the timer is set.
    private func settle() {
        guard !isClosed else { return }
        if output.readableBytes > 0, !isFlushAsked {
            isFlushAsked = true
            eventLoop.execute { self.flush() }
        }
        if !timer.bringForward(to: machine.nextWakeup, on: eventLoop, calling: self) { channel.close(promise: nil) }
    }

    private func flush() {
        isFlushAsked = false
        guard !isClosed, output.readableBytes > 0 else { return }
        channel.writeAndFlush(output, promise: nil)
        output = ByteBuffer()
    }
}

// MARK: - Time and the end

extension ClientConnection: NIOScheduledCallbackHandler {
    func handleScheduledCallback(eventLoop: some EventLoop) {
        timer.fired()
        for (streamID, status) in machine.timePassed(now: MonotonicTime.now) { finish(streamID, .failure(status)) }
        resumeReading()
        settle()
    }

    func channelInactive(context: ChannelHandlerContext) {
        closed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        closed()
    }

    private func closed() {
        guard !isClosed else { return }
        isClosed = true
        machine.closed()
        timer.cancel()
        let ended = calls.values
        calls.removeAll()
        for call in ended { call.finish(.failure(.connectionLost)) }
    }
}
