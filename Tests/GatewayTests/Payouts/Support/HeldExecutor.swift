import Dispatch
import Synchronization

/// Runs nothing until the test says so, then each job as it comes.
final class HeldExecutor: TaskExecutor {
    private struct State {
        var isHeld = true
        var jobs: [UnownedJob] = []
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "a caller's loop")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isHeld = state.withLock { state in
            if state.isHeld { state.jobs.append(job) }
            return state.isHeld
        }
        if !isHeld { queue.async { self.run(job) } }
    }

    /// Runs what has come so far, here; what comes of it is held.
    func step() {
        for job in take() { run(job) }
    }

    /// Holds nothing any more.
    func release() {
        state.withLock { $0.isHeld = false }
        for job in take() { queue.async { self.run(job) } }
    }

    private func take() -> [UnownedJob] {
        state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
    }

    private func run(_ job: UnownedJob) {
        job.runSynchronously(on: asUnownedTaskExecutor())
    }
}
