import NIOCore

/// The tasks that run a connection's calls: each runs one call at a time, and waits for another when that has ended.
///
/// A task is made only where none waits, since making and ending one costs as much as many a call.
extension ServerConnection {
    /// Runs the connection's calls until it is closed and the last of them has ended. Cancelling it closes the connection.
    ///
    /// To be run with `EventLoopTaskExecutor` on the connection's event loop.
    func run() async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                while !isClosed {
                    while comingWorkers < dispatched.count {
                        comingWorkers += 1
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
        while comingWorkers < dispatched.count, let worker = idleWorkers.popLast() {
            comingWorkers += 1
            worker.resume()
        }
        if comingWorkers < dispatched.count { wakeRunner() }
    }

    /// Lets all who wait for calls see that none come any more.
    func dismissWorkers() {
        for worker in idleWorkers { worker.resume() }
        idleWorkers = []
        wakeRunner()
    }

    private func work() async {
        eventLoop.preconditionInEventLoop()
        repeat {
            comingWorkers -= 1
            // Not kept beyond this: a worker that waits holds nothing of a call.
            if !dispatched.isEmpty { await perform(dispatched.removeFirst()) }
        } while await isCalledAgain()
    }

    /// Waits for another call; false where this worker is to end. So is one that was cancelled with its call: it stays so, and the next call
    /// would begin cancelled.
    private func isCalledAgain() async -> Bool {
        guard !isClosed, !Task.isCancelled, idleWorkers.count < Limits.idleWorkersPerConnection else { return false }
        await withUnsafeContinuation { idleWorkers.append($0) }
        return !isClosed
    }

    private func waitForWork() async {
        guard comingWorkers >= dispatched.count, !isClosed else { return }
        await withUnsafeContinuation { runner = $0 }
    }

    private func wakeRunner() {
        guard let runner else { return }
        self.runner = nil
        runner.resume()
    }
}
