import NIOCore

extension ServerConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        decoder.append(&bytes)
        while !isClosed, let event = decoder.next(refusalOfLargeFrame: { handler.refusalOfLargeFrame() }) {
            switch event {
            case .frame(let frame): received(frame)
            case .discarded(let header, let why):
                carryOut(machine.frameDiscarded(header, why), on: header.streamID)
                if why != .noRoom { wasNoCall() }
            }
        }
        machine.bytesReceived(withinFrameAt: decoder.isWithinFrame ? MonotonicTime.now : nil)
        if !countHeldBytes() { decoder.discardFrame() }
        settle()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        callWorkers()
    }

    func received(_ frame: Frame) {
        let streamID = frame.header.streamID
        switch frame.header.type {
        case .request:
            receivedRequest(frame)
        case .data:
            let action = machine.dataReceived(
                on: streamID, flags: frame.header.flags, length: frame.data.readableBytes)
            carryOut(action, on: streamID)
            if action != .accept { wasNoCall() }
        default:
            // docs/wire.md: an unknown type, or a Response from a client, is not answered.
            wasNoCall()
        }
    }

    func receivedRequest(_ frame: Frame) {
        let bytes = frame.data.readableBytes + Limits.callBytes
        guard takeIn(bytes) else {
            return carryOut(machine.frameDiscarded(frame.header, .noRoom), on: frame.header.streamID)
        }
        if !dispatchOrRefuse(frame, countedWith: bytes) { release(bytes) }
    }

    /// Dispatches the call that a Request asks for, or refuses it.
    /// - Returns: whether it was dispatched.
    func dispatchOrRefuse(_ frame: Frame, countedWith bytes: Int) -> Bool {
        let now = MonotonicTime.now
        let asking: ServerStateMachine.RequestedCall
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
            dispatch(request, kind, deadline: deadline, on: streamID, bytes: bytes)
            return true
        case .refuse(let status):
            respond(status, on: streamID)
            if status.isThePeersFault { wasNoCall() }
            return false
        case .ignore:
            return false
        }
    }

    func dispatch(
        _ request: RequestEnvelope, _ kind: MethodKind, deadline: Int64, on streamID: UInt32, bytes: Int
    ) {
        let call = Call(
            service: request.service, method: request.method, payload: request.payload, metadata: request.metadata,
            deadlineNanoseconds: deadline == .max ? nil : deadline)
        dispatched.append(DispatchedCall(streamID: streamID, kind: kind, call: call, bytes: bytes))
    }

    /// A frame was no call, and it is the peer's fault. One that sends many is let go of, as a peer that is unwelcome is.
    func wasNoCall() {
        guard !isClosed, handler.isBabbling() else { return }
        hangUp()
    }

    func carryOut(_ action: ServerStateMachine.FrameAction, on streamID: UInt32) {
        switch action {
        case .accept, .ignore: break
        case .refuse(let status): respond(status, on: streamID)
        case .end(let status): end(streamID, status)
        }
    }
}

extension Status {
    /// Of what a Request is refused with before there is a call: what only its sender can mend.
    fileprivate var isThePeersFault: Bool {
        code == .invalidArgument || code == .unimplemented
    }
}
