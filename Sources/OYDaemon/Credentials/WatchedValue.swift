import Synchronization

/// What was read from files that may change, and how it is exchanged for what is in them: all of it at once, and only for
/// what is good.
final class WatchedValue<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        /// What was wrong with the files at the last look.
        var problem: String?
    }

    private let state: Mutex<State>
    /// Held while the files are looked at, so that what was read first is not put in the place of what was read last.
    private let looking = Mutex(())

    /// - Parameter value: as it was read first.
    init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    /// What is in force.
    var current: Value {
        state.withLock { $0.value }
    }

    /// Looks at the files. Blocks while they are read.
    ///
    /// - Parameters:
    ///   - isSame: whether both say the same.
    ///   - read: reads the files, or throws what is wrong with them.
    ///   - looked: is told whether they are good, before anybody looks again: of several who look at a time the last has the last word.
    func refresh(isSame: (Value, Value) -> Bool, read: () throws -> Value, looked: (_ areGood: Bool) -> Void) -> FileChange {
        looking.withLock { _ in
            let read = Result(catching: read)
            defer { looked((try? read.get()) != nil) }
            return state.withLock { state in
                switch read {
                case .success(let value):
                    let hadProblem = state.problem != nil
                    state.problem = nil
                    guard !isSame(value, state.value) else { return hadProblem ? .recovered : .none }
                    state.value = value
                    return .replaced(wereUnusable: hadProblem)
                case .failure(let error):
                    let problem = (error as? Findings)?.all.joined(separator: "; ") ?? "\(error)"
                    guard problem != state.problem else { return .none }
                    state.problem = problem
                    return .refused(problem: problem)
                }
            }
        }
    }
}
