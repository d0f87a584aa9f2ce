import Dispatch
import Synchronization

/// A caller's executor, which runs one job after the other; nothing until the test says so, where it is held.
final class CallersExecutor: TaskExecutor {
    private struct State {
        var isHeld: Bool
        var jobs: [UnownedJob] = []
    }

    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "a caller's loop")

    init(isHeld: Bool) {
        state = Mutex(State(isHeld: isHeld))
    }

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
