import NIOCore

extension ServerConnection {
    /// Sends a stream's message, or waits until there is room for it. May be called from anywhere.
    func send(_ message: [UInt8], on streamID: UInt32) async throws(Status) {
        if eventLoop.inEventLoop {
            try await offer(message, on: streamID).get()
        } else {
            try await withTaskExecutorPreference(executor) { await self.offer(message, on: streamID) }.get()
        }
    }

    func offer(_ message: [UInt8], on streamID: UInt32) async -> Result<Void, Status> {
        eventLoop.preconditionInEventLoop()
        guard !Task.isCancelled else { return .failure(.streamEnded) }
        switch machine.messageOffered(on: streamID, length: message.count, now: MonotonicTime.now) {
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

    func wait(_ id: SendID, _ message: [UInt8], on streamID: UInt32) async -> Result<Void, Status> {
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

    func queue(_ message: [UInt8], on streamID: UInt32) {
        machine.bytesQueued(output.append(message: message, on: streamID), message: streamID, now: MonotonicTime.now)
    }

    func giveUp(_ id: SendID) {
        waitingSends.removeValue(forKey: id)?.continuation.resume(returning: .failure(.streamEnded))
    }
}
