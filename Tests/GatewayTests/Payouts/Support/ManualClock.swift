@testable import Gateway
import Synchronization
import TestSupport
import Testing

/// Time that passes when a test says so.
final class ManualClock: Timekeeper, TimerSource {
    private struct Sleeper {
        var id: Int
        var until: MonotonicInstant
        var wake: @Sendable (Result<Void, any Error>) -> Void
    }

    private struct Watcher {
        var id: Int
        var until: MonotonicInstant
        /// For so many sleepers.
        var count: Int
        /// Whether they came.
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now = MonotonicInstant(nanoseconds: 0)
        /// By how much the wall's clock was set back.
        var setBack = Duration.zero
        var sleepers: [Sleeper] = []
        var watchers: [Watcher] = []
        var lastID = 0
        var cancelled: Set<Int> = []

        /// - Returns: those who watched for it.
        mutating func sleeps(_ sleeper: Sleeper) -> [Watcher] {
            sleepers.append(sleeper)
            let seen = watchers.filter { isSeen($0) }
            watchers = watchers.filter { !isSeen($0) }
            return seen
        }

        func isSeen(_ watcher: Watcher) -> Bool {
            sleepers.count { $0.until == watcher.until } >= watcher.count
        }
    }

    private let state = Mutex(State())

    var now: MonotonicInstant {
        state.withLock { $0.now }
    }

    var wallNow: WallTime {
        state.withLock { second(Double($0.now.nanoseconds) / 1e9).advanced(by: .zero - $0.setBack) }
    }

    func sleep(until instant: MonotonicInstant) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (end, watchers) = state.withLock { state -> (Result<Void, any Error>?, [Watcher]) in
                    if state.cancelled.remove(id) != nil { return (.failure(CancellationError()), []) }
                    if state.now >= instant { return (.success(()), []) }
                    return (nil, state.sleeps(Sleeper(id: id, until: instant) { continuation.resume(with: $0) }))
                }
                if let end { continuation.resume(with: end) }
                for watcher in watchers { watcher.continuation.resume(returning: true) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.wake(.failure(CancellationError()))
        }
    }

    func timer(at instant: MonotonicInstant, _ action: @escaping @Sendable () -> Void) -> any RunningTimer {
        let (id, watchers) = state.withLock { state -> (Int?, [Watcher]) in
            if state.now >= instant { return (nil, []) }
            state.lastID += 1
            return (state.lastID, state.sleeps(Sleeper(id: state.lastID, until: instant) { _ in action() }))
        }
        if id == nil { action() }
        for watcher in watchers { watcher.continuation.resume(returning: true) }
        return ManualTimer { self.state.withLock { state in state.sleepers.removeAll { $0.id == id } } }
    }

    private struct ManualTimer: RunningTimer {
        let callOff: @Sendable () -> Void

        func cancel() {
            callOff()
        }
    }

    /// The wall's clock shows an earlier time from now on.
    func setBack(by duration: Duration) {
        state.withLock { $0.setBack += duration }
    }

    /// The wall's clock shows a later time from now on.
    func setForward(by duration: Duration) {
        setBack(by: .zero - duration)
    }

    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let woken = state.sleepers.filter { $0.until <= state.now }
            state.sleepers.removeAll { $0.until <= state.now }
            return woken
        }
        for sleeper in woken { sleeper.wake(.success(())) }
    }

    /// Returns when somebody, or so many, sleep until exactly then, or have a timer for it. Where they never do, or the test's time is up,
    /// the test has failed.
    func untilSomebodySleeps(until instant: MonotonicInstant, count: Int = 1, at location: SourceLocation = #_sourceLocation) async {
        let isThere = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.watch(until: instant, count: count) }
            group.addTask {
                try? await Task.sleep(for: Patience.event)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        if !isThere { Issue.record("nobody sleeps until \(instant)", sourceLocation: location) }
    }

    /// - Returns: false where the task was cancelled before.
    private func watch(until instant: MonotonicInstant, count: Int) async -> Bool {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere: Bool? = state.withLock { state in
                    let watcher = Watcher(id: id, until: instant, count: count, continuation: continuation)
                    if state.isSeen(watcher) { return true }
                    if Task.isCancelled { return false }
                    state.watchers.append(watcher)
                    return nil
                }
                if let isThere { continuation.resume(returning: isThere) }
            }
        } onCancel: {
            let watcher = state.withLock { state in
                state.watchers.firstIndex { $0.id == id }.map { state.watchers.remove(at: $0) }
            }
            watcher?.continuation.resume(returning: false)
        }
    }

    /// Returns when the resolver has gone through what is due, and sleeps until its next look.
    func untilTheResolverRests(at location: SourceLocation = #_sourceLocation) async {
        await untilSomebodySleeps(
            until: now.advanced(by: PayoutLimits.resolverPause), count: PayoutTurn.allCases.count, at: location)
    }
}
