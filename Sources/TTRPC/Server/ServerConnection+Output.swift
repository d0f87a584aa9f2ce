import NIOCore

/// Frames out, and reading only while they are taken.
extension ServerConnection {
    func read(context: ChannelHandlerContext) {
        if readGate.mayRead(machine.queue.mayRead) { context.read() }
    }

    func respond(_ status: Status, on streamID: UInt32) {
        machine.bytesQueued(output.append(status, answering: streamID), now: MonotonicTime.now)
    }

    /// Answers a stream's caller with an error and cancels its call. The machine has let go of the stream before.
    func end(_ streamID: UInt32, _ status: Status) {
        respond(status, on: streamID)
        tasks[streamID]?.cancel()
    }

    /// What follows every event: waiting messages that fit now go out, those of ended streams are refused, what was
    /// appended is flushed, together with what other calls append in this turn of the loop, and the timer is set to the next
    /// wake-up.
    func settle() {
        guard !isClosed else { return }
        for id in machine.sendsOfEndedStreams() { giveUp(id) }
        while let id = machine.nextSend() {
            guard let send = waitingSends.removeValue(forKey: id) else { continue }
            queue(send.message, on: send.streamID)
            send.continuation.resume(returning: .success(()))
        }
        if machine.queue.isOverfull || machine.isDrained || !countHeldBytes() { return close() }
        if output.needsFlush {
            // Where no other call runs, nothing can join it.
            if machine.hasCalls { eventLoop.execute { self.flush() } } else { flush() }
        }
        // What can't be written may have closed the connection.
        if !isClosed { armTimer() }
    }

    /// Counts what the connection holds with what its user's other connections do.
    /// - Returns: false where it does not fit into what they may hold together.
    func countHeldBytes() -> Bool {
        account(for: heldBytes)
    }

    /// Takes a call in, for as long as it runs; false where its user holds too much already.
    func takeIn(_ count: Int) -> Bool {
        guard account(for: heldBytes + count, forCall: true) else { return false }
        callBytes += count
        return true
    }

    /// A call is over, whether or not its connection still is there.
    func release(_ count: Int) {
        callBytes -= count
        _ = countHeldBytes()
    }

    /// What is to be counted. A quiet connection costs its user nothing, but every call does: many small ones hold much.
    private var heldBytes: Int {
        let inFrames = isClosed ? 0 : decoder.heldBytes + machine.queue.bytes
        guard inFrames > Limits.uncountedBytes else { return callBytes }
        let step = Limits.countedStepBytes
        return callBytes + (inFrames + step - 1) / step * step
    }

    private func account(for held: Int, forCall: Bool = false) -> Bool {
        guard held != countedBytes else { return true }
        guard account.resize(from: countedBytes, to: held, forCall: forCall) else { return false }
        countedBytes = held
        return true
    }

    func flush() {
        // Nothing was appended before the channel had its handler.
        guard !isClosed, let context, let batch = output.takeBatch() else { return }
        let written = eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.flushed(batch) }
        context.writeAndFlush(wrapOutboundOut(batch.frames), promise: written)
    }

    func flushed(_ batch: FrameOutput.Batch) {
        machine.bytesFlushed(batch.count, messages: batch.messages, now: MonotonicTime.now)
        settle()
        if !isClosed, readGate.reopens(machine.queue.mayRead) { channel.read() }
    }
}
