import Synchronization

/// Something that takes time to read, read once for all who ask at a time, however many they are: counting what is open, for one, reads the
/// index of every open payout.
public final class CoalescedRead<Value: Sendable>: Sendable {
    private struct State {
        /// The last reading, and when it began; nil for one that failed.
        var last: (value: Value, readAt: MonotonicInstant)?
        /// One that is under way; whoever asks meanwhile waits for it.
        var underWay: Task<Value?, Never>?
    }

    private let age: Duration
    private let clock: any Timekeeper
    private let read: @Sendable () async -> Value?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - age: for how long a reading is told again; zero: to those only who ask while it is made.
    ///   - read: nil where it can't be read.
    public init(for age: Duration = .zero, clock: any Timekeeper, _ read: @escaping @Sendable () async -> Value?) {
        self.age = age
        self.clock = clock
        self.read = read
    }

    /// - Returns: nil where it can't be read.
    public func current() async -> Value? {
        let now = clock.now
        let reading: Task<Value?, Never>
        switch state.withLock({ latest(in: &$0, at: now) }) {
        case .known(let value): return value
        case .underWay(let task): reading = task
        }
        return await reading.value
    }

    private enum Latest {
        case known(Value)
        case underWay(Task<Value?, Never>)
    }

    private func latest(in state: inout State, at now: MonotonicInstant) -> Latest {
        if let last = state.last, last.readAt.duration(to: now) < age { return .known(last.value) }
        if let underWay = state.underWay { return .underWay(underWay) }
        let task = Task { await self.finish(begunAt: now) }
        state.underWay = task
        return .underWay(task)
    }

    private func finish(begunAt instant: MonotonicInstant) async -> Value? {
        let value = await read()
        state.withLock { state in
            state.last = value.map { ($0, instant) }
            state.underWay = nil
        }
        return value
    }
}
