import NIOCore

/// One connection of a server: carries out what its `ConnectionStateMachine` decides, and runs its calls.
///
/// `@unchecked Sendable`: everything that changes is touched on `eventLoop` only. The channel calls it there, `run` and
/// the calls run there (`EventLoopTaskExecutor`), and whatever may come from elsewhere (`drain`, `close`, `send`) hops
/// there first.
final class ServerConnection<Handler: CallHandler>: @unchecked Sendable {
    let eventLoop: any EventLoop
    /// For the task of `run`.
    let executor: EventLoopTaskExecutor
    private let channel: any Channel
    private let handler: Handler
    private let caller: Handler.Caller
    private let uid: UInt32
    private let memory: UserMemory
    /// What `memory` counts for this connection.
    private var countedBytes = 0
    /// Payloads of calls that run.
    private var callBytes = 0

    private var machine = ConnectionStateMachine()
    private var decoder = FrameDecoder()
    private var output = FrameOutput()
    /// A read that the channel asked for while `machine.mayRead` was false.
    private var isReadHeldBack = false
    private var timer: (at: Int64, callback: NIOScheduledCallback)?

    private var dispatched: [DispatchedCall] = []
    private var isClosed = false
    /// `run`, where it waits for calls.
    private var runner: UnsafeContinuation<Void, Never>?
    /// The tasks of running calls. Each is here only while it runs, so that it can be cancelled.
    private var tasks: [UInt32: UnsafeCurrentTask] = [:]
    private var waitingSends: [SendID: WaitingSend] = [:]

    private struct DispatchedCall: Sendable {
        var streamID: UInt32
        var kind: MethodKind
        var call: Call<Handler.Caller>
        /// What its request holds while it runs.
        var bytes: Int
    }

    private struct WaitingSend {
        var streamID: UInt32
        var message: [UInt8]
        var continuation: UnsafeContinuation<Result<Void, Status>, Never>
    }

    /// - Parameters:
    ///   - caller: what the handler made of the peer.
    ///   - uid: the peer's.
    ///   - memory: what the connections of each user hold.
    init(channel: any Channel, handler: Handler, caller: Handler.Caller, uid: UInt32, memory: UserMemory) {
        self.eventLoop = channel.eventLoop
        self.executor = EventLoopTaskExecutor(channel.eventLoop)
        self.channel = channel
        self.handler = handler
        self.caller = caller
        self.uid = uid
        self.memory = memory
    }

    private static var now: Int64 {
        Int64(clamping: NIODeadline.now().uptimeNanoseconds)
    }
}

// MARK: - Running calls

extension ServerConnection {
    /// Runs the connection's calls until it is closed and the last of them has ended. Cancelling it closes the connection.
    ///
    /// To be run with `EventLoopTaskExecutor` on the connection's event loop.
    func run() async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                while !isClosed {
                    for dispatched in takeDispatched() {
                        group.addTask { await self.perform(dispatched) }
                    }
                    await waitForCalls()
                }
                group.cancelAll()
            }
        } onCancel: {
            close()
        }
    }

    private func takeDispatched() -> [DispatchedCall] {
        eventLoop.preconditionInEventLoop()
        defer { dispatched.removeAll(keepingCapacity: true) }
        return dispatched
    }

    private func waitForCalls() async {
        guard dispatched.isEmpty, !isClosed else { return }
        await withUnsafeContinuation { runner = $0 }
    }

    private func wakeRunner() {
        guard let runner else { return }
        self.runner = nil
        runner.resume()
    }

    private func perform(_ dispatched: DispatchedCall) async {
        eventLoop.preconditionInEventLoop()
        let streamID = dispatched.streamID
        defer { release(dispatched.bytes) }
        guard machine.isOpen(streamID) else {
            _ = machine.callFailed(streamID, code: .cancelled)
            return
        }
        withUnsafeCurrentTask { tasks[streamID] = $0 }
        switch dispatched.kind {
        case .unary:
            let result: Result<[UInt8], Status>
            do throws(Status) {
                result = .success(try await handler.unary(dispatched.call))
            } catch {
                result = .failure(error)
            }
            eventLoop.preconditionInEventLoop()
            finishUnary(streamID, result)
        case .serverStreaming:
            let writer = StreamWriter { message throws(Status) in try await self.send(message, on: streamID) }
            let result: Result<Void, Status>
            do throws(Status) {
                result = .success(try await handler.stream(dispatched.call, to: writer))
            } catch {
                result = .failure(error)
            }
            eventLoop.preconditionInEventLoop()
            finishStream(streamID, result)
        }
        tasks[streamID] = nil
        settle()
    }

    private func finishUnary(_ streamID: UInt32, _ result: Result<[UInt8], Status>) {
        switch result {
        case .success(let payload):
            let length = ResponseEnvelope.encodedLength(payloadLength: payload.count)
            switch machine.unaryCallSucceeded(streamID, length: length) {
            case .send:
                let written = output.append(payload: payload, length: length, answering: streamID)
                machine.bytesQueued(written, now: Self.now)
            case .replace(let status): respond(status, on: streamID)
            case .drop: break
            }
        case .failure(let status):
            fail(streamID, status)
        }
    }

    private func finishStream(_ streamID: UInt32, _ result: Result<Void, Status>) {
        switch result {
        case .success:
            switch machine.streamSucceeded(streamID) {
            case .send: machine.bytesQueued(output.appendEnd(of: streamID), now: Self.now)
            case .replace(let status): respond(status, on: streamID)
            case .drop: break
            }
        case .failure(let status):
            fail(streamID, status)
        }
    }

    private func fail(_ streamID: UInt32, _ status: Status) {
        switch machine.callFailed(streamID, code: status.code) {
        case .send: respond(status, on: streamID)
        case .replace(let replacement): respond(replacement, on: streamID)
        case .drop: break
        }
    }
}

// MARK: - Streams

extension ServerConnection {
    /// Sends a stream's message, or waits until there is room for it. May be called from anywhere.
    private func send(_ message: [UInt8], on streamID: UInt32) async throws(Status) {
        if eventLoop.inEventLoop {
            try await offer(message, on: streamID).get()
        } else {
            try await withTaskExecutorPreference(executor) { await self.offer(message, on: streamID) }.get()
        }
    }

    private func offer(_ message: [UInt8], on streamID: UInt32) async -> Result<Void, Status> {
        eventLoop.preconditionInEventLoop()
        guard !Task.isCancelled else { return .failure(ConnectionStateMachine.streamEnded) }
        switch machine.messageOffered(on: streamID, length: message.count, now: Self.now) {
        case .send:
            queue(message, on: streamID)
            settle()
            return .success(())
        case .refuse(let status):
            return .failure(status)
        case .wait(let id):
            return await wait(id, message, on: streamID)
        }
    }

    private func wait(_ id: SendID, _ message: [UInt8], on streamID: UInt32) async -> Result<Void, Status> {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                waitingSends[id] = WaitingSend(streamID: streamID, message: message, continuation: continuation)
                settle()
            }
        } onCancel: {
            eventLoop.execute {
                self.machine.sendCancelled(id)
                self.giveUp(id)
            }
        }
    }

    private func queue(_ message: [UInt8], on streamID: UInt32) {
        machine.bytesQueued(output.append(message: message, on: streamID), message: streamID, now: Self.now)
    }

    private func giveUp(_ id: SendID) {
        waitingSends.removeValue(forKey: id)?.continuation.resume(returning: .failure(ConnectionStateMachine.streamEnded))
    }
}

// MARK: - Frames in

extension ServerConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        decoder.append(&bytes)
        while !isClosed, let event = decoder.next() {
            switch event {
            case .frame(let frame): received(frame)
            case .discarded(let header, let why): carryOut(machine.frameDiscarded(header, why), on: header.streamID)
            }
        }
        machine.bytesReceived(withinFrameAt: decoder.isWithinFrame ? Self.now : nil)
        if !isAccountedFor() { decoder.discardFrame() }
        settle()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !dispatched.isEmpty { wakeRunner() }
    }

    private func received(_ frame: Frame) {
        let streamID = frame.header.streamID
        switch frame.header.type {
        case .request:
            receivedRequest(frame)
        case .data:
            let action = machine.dataReceived(
                on: streamID, flags: frame.header.flags, length: frame.data.readableBytes)
            carryOut(action, on: streamID)
        default:
            break  // docs/wire.md: an unknown type, or a Response from a client, is ignored.
        }
    }

    private func receivedRequest(_ frame: Frame) {
        let bytes = frame.data.readableBytes
        guard takeIn(bytes) else {
            return carryOut(machine.frameDiscarded(frame.header, .noRoom), on: frame.header.streamID)
        }
        if !isDispatched(frame) { release(bytes) }
    }

    /// Dispatches the call that a Request asks for, or refuses it.
    private func isDispatched(_ frame: Frame) -> Bool {
        let now = Self.now
        let asking: ConnectionStateMachine.RequestedCall
        let request: RequestEnvelope?
        do throws(RequestEnvelope.Malformed) {
            let decoded = try RequestEnvelope(decoding: frame.data)
            request = decoded
            if let kind = handler.kind(ofMethod: decoded.method, service: decoded.service) {
                asking = .call(kind, timeoutNanoseconds: decoded.timeoutNanoseconds)
            } else {
                asking = .unknownMethod("\(decoded.service)/\(decoded.method)")
            }
        } catch {
            request = nil
            asking = .malformed(error.reason)
        }
        let streamID = frame.header.streamID
        switch machine.requestReceived(on: streamID, flags: frame.header.flags, asking: asking, now: now) {
        case .dispatch(let deadline):
            guard let request, case .call(let kind, _) = asking else {
                preconditionFailure("dispatched what is no call: \(asking)")
            }
            dispatch(request, kind, deadline: deadline, on: streamID, bytes: frame.data.readableBytes)
            return true
        case .refuse(let status):
            respond(status, on: streamID)
            return false
        case .ignore:
            return false
        }
    }

    private func dispatch(
        _ request: RequestEnvelope, _ kind: MethodKind, deadline: Int64, on streamID: UInt32, bytes: Int
    ) {
        let call = Call(
            service: request.service, method: request.method, payload: request.payload, metadata: request.metadata,
            deadlineNanoseconds: deadline == .max ? nil : deadline, caller: caller)
        dispatched.append(DispatchedCall(streamID: streamID, kind: kind, call: call, bytes: bytes))
    }

    private func carryOut(_ action: ConnectionStateMachine.FrameAction, on streamID: UInt32) {
        switch action {
        case .accept, .ignore: break
        case .refuse(let status): respond(status, on: streamID)
        case .end(let status): end(streamID, status)
        }
    }
}

// MARK: - Frames out, and reading only while they are taken

extension ServerConnection {
    func read(context: ChannelHandlerContext) {
        if machine.mayRead {
            context.read()
        } else {
            isReadHeldBack = true
        }
    }

    private func respond(_ status: Status, on streamID: UInt32) {
        machine.bytesQueued(output.append(status, answering: streamID), now: Self.now)
    }

    /// Answers a stream's caller with an error and cancels its call. The machine has let go of the stream before.
    private func end(_ streamID: UInt32, _ status: Status) {
        respond(status, on: streamID)
        tasks[streamID]?.cancel()
    }

    /// What follows every event: waiting messages that fit now go out, those of ended streams are refused, what was
    /// appended is flushed at the end of this turn of the loop, together, and the timer is set to the next wake-up.
    private func settle() {
        guard !isClosed else { return }
        for id in machine.sendsOfEndedStreams() { giveUp(id) }
        while let id = machine.nextSend() {
            guard let send = waitingSends.removeValue(forKey: id) else { continue }
            queue(send.message, on: send.streamID)
            send.continuation.resume(returning: .success(()))
        }
        if machine.isOverfull || machine.isDrained || !isAccountedFor() { return close() }
        if output.needsFlush {
            eventLoop.execute { self.flush() }
        }
        armTimer()
    }

    /// Whether what the connection holds fits into what its user's connections may hold together.
    private func isAccountedFor() -> Bool {
        account(for: isClosed ? callBytes : decoder.heldBytes + machine.queuedBytes + callBytes)
    }

    /// Takes the payload of a call in, for as long as the call runs; false where its user holds too much already.
    private func takeIn(_ count: Int) -> Bool {
        guard account(for: decoder.heldBytes + machine.queuedBytes + callBytes + count) else { return false }
        callBytes += count
        return true
    }

    /// A call is over, whether or not its connection still is there.
    private func release(_ count: Int) {
        callBytes -= count
        _ = isAccountedFor()
    }

    private func account(for held: Int) -> Bool {
        let step = Limits.countedStepBytes
        let counted = held <= Limits.uncountedBytes ? 0 : (held + step - 1) / step * step
        guard counted != countedBytes else { return true }
        guard memory.resize(uid: uid, from: countedBytes, to: counted) else { return false }
        countedBytes = counted
        return true
    }

    private func flush() {
        guard !isClosed, let batch = output.takeBatch() else { return }
        let written = eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.flushed(batch) }
        channel.writeAndFlush(batch.frames, promise: written)
    }

    private func flushed(_ batch: FrameOutput.Batch) {
        machine.bytesFlushed(batch.count, messages: batch.messages, now: Self.now)
        settle()
        if isReadHeldBack, machine.mayRead, !isClosed {
            isReadHeldBack = false
            channel.read()
        }
    }
}

// MARK: - Time and the end

extension ServerConnection: NIOScheduledCallbackHandler {
    func handleScheduledCallback(eventLoop: some EventLoop) {
        timer = nil
        carryOut(machine.timePassed(now: Self.now))
    }

    private func carryOut(_ actions: [ConnectionStateMachine.TimeAction]) {
        for action in actions {
            switch action {
            case .end(let streamID, let status): end(streamID, status)
            case .cancelCalls: tasks.values.forEach { $0.cancel() }
            case .close: close()
            }
        }
        settle()
    }

    private func armTimer() {
        guard let wakeup = machine.nextWakeup else { return }
        if let timer {
            guard wakeup < timer.at else { return }
            timer.callback.cancel()
        }
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(wakeup, 0)))
        // Fails only where the loop has been shut down, and everything on it with it.
        guard let callback = try? eventLoop.scheduleCallback(at: deadline, handler: self) else { return close() }
        timer = (wakeup, callback)
    }

    /// Takes no new calls and closes when those in flight have been answered, or at `deadline` (monotonic nanoseconds).
    func drain(deadline: Int64) {
        eventLoop.execute {
            self.carryOut(self.machine.drainStarted(deadline: deadline, now: Self.now))
        }
    }

    /// Closes the connection; its calls are cancelled.
    func close() {
        channel.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        closed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Nothing but a broken socket comes here, and there is nobody left to tell.
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        closed()
    }

    private func closed() {
        guard !isClosed else { return }
        isClosed = true
        machine.closed()
        // Those that were not begun never are.
        callBytes -= dispatched.reduce(0) { $0 + $1.bytes }
        dispatched = []
        _ = isAccountedFor()
        timer?.callback.cancel()
        timer = nil
        tasks.values.forEach { $0.cancel() }
        for id in Array(waitingSends.keys) { giveUp(id) }
        wakeRunner()
    }
}
