import NIOCore

/// The tasks that run a connection's calls: each runs one at a time, and may run others after it, so that not every call has a task to
/// be made and ended. How many there are is decided by `WorkerCount`.
extension ServerConnection {
    /// Runs the connection's calls until it is closed and the last of them has ended. Cancelling it closes the connection.
    ///
    /// To be run with `EventLoopTaskExecutor` on the connection's event loop.
    func run() async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                while !isClosed {
                    eventLoop.preconditionInEventLoop()
                    while workers.makeOne(for: dispatched.count) {
                        group.addTask { await self.work() }
                    }
                    await waitForWork()
                }
                group.cancelAll()
            }
        } onCancel: {
            close()
        }
    }

    /// Sees to it that somebody comes for each call that was dispatched.
    func callWorkers() {
        while workers.wakeOne(for: dispatched.count) { waitingWorkers.removeLast().resume() }
        if workers.needsOne(for: dispatched.count) { wakeRunner() }
    }

    /// The connection is closed: all who wait for calls see that none come any more.
    func dismissWorkers() {
        workers.dismissed()
        for worker in waitingWorkers { worker.resume() }
        waitingWorkers = []
        wakeRunner()
    }

    private func work() async {
        repeat {
            eventLoop.preconditionInEventLoop()
            workers.came()
            guard let call = takeDispatched() else { return }
            // The call is not kept beyond this: a worker that waits has its stack still, but no request.
            await perform(call)
        } while await comesAgain()
    }

    /// The call that has waited longest; nil where closing the connection has dropped it.
    private func takeDispatched() -> DispatchedCall? {
        guard let call = dispatched.popFirst() else {
            precondition(isClosed, "a worker came for a call that is not there")
            return nil
        }
        // It never shrinks by itself, and nothing counts its room.
        if dispatched.isEmpty, dispatched.capacity > Limits.keptDispatchedCalls { dispatched = CircularBuffer(initialCapacity: 1) }
        return call
    }

    /// Whether there is another call for this worker, for which it may wait.
    private func comesAgain() async -> Bool {
        eventLoop.preconditionInEventLoop()
        if isClosed { return false }
        switch workers.ended(calls: dispatched.count, isCancelled: Task.isCancelled, mayWait: idleTaskLimit.enter()) {
        case .takeCall: return true
        case .end: return false
        case .wait:
            await withUnsafeContinuation { waitingWorkers.append($0) }
            idleTaskLimit.leave()
            return !isClosed
        }
    }

    private func waitForWork() async {
        guard !workers.needsOne(for: dispatched.count), !isClosed else { return }
        await withUnsafeContinuation { runner = $0 }
    }

    private func wakeRunner() {
        guard let runner else { return }
        self.runner = nil
        runner.resume()
    }
}
