import NIOCore

extension ServerConnection {
    func perform(_ dispatched: DispatchedCall) async {
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

    func finishUnary(_ streamID: UInt32, _ result: Result<[UInt8], Status>) {
        switch result {
        case .success(let payload):
            let length = ResponseEnvelope.encodedLength(payloadLength: payload.count)
            switch machine.unaryCallSucceeded(streamID, length: length) {
            case .send:
                let written = output.append(payload: payload, length: length, answering: streamID)
                machine.bytesQueued(written, now: MonotonicTime.now)
            case .replace(let status): respond(status, on: streamID)
            case .drop: break
            }
        case .failure(let status):
            fail(streamID, status)
        }
    }

    func finishStream(_ streamID: UInt32, _ result: Result<Void, Status>) {
        switch result {
        case .success:
            switch machine.streamSucceeded(streamID) {
            case .send: machine.bytesQueued(output.appendEnd(of: streamID), now: MonotonicTime.now)
            case .replace(let status): respond(status, on: streamID)
            case .drop: break
            }
        case .failure(let status):
            fail(streamID, status)
        }
    }

    func fail(_ streamID: UInt32, _ status: Status) {
        switch machine.callFailed(streamID, code: status.code) {
        case .send: respond(status, on: streamID)
        case .replace(let replacement): respond(replacement, on: streamID)
        case .drop: break
        }
        guard status.code == .permissionDenied, !isClosed, handler.isUnwelcome() else { return }
        hangUp()
    }
}
