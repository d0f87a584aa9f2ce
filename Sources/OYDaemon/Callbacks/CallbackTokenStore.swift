import Synchronization

/// The callback token in force, and how it is exchanged for the one in its file: only for a good one.
final class CallbackTokenStore: Sendable {
    private struct State {
        var token: CallbackToken
        /// What was wrong with the file at the last look.
        var problem: String?
    }

    let file: String
    private let state: Mutex<State>
    /// Held while the file is looked at, so that what was read first is not put in the place of what was read last.
    private let looking = Mutex(())

    /// - Throws: what is wrong with the file: without a token nothing is received.
    init(file: String) throws {
        self.file = file
        state = Mutex(State(token: try CallbackToken(file: file)))
    }

    var current: CallbackToken {
        state.withLock { $0.token }
    }

    /// Looks at the file. Blocks while it is read.
    func refresh() -> CredentialStore.Change {
        looking.withLock { _ in
            let read = Result { try CallbackToken(file: file) }
            return state.withLock { state in
                switch read {
                case .success(let token):
                    let hadProblem = state.problem != nil
                    state.problem = nil
                    guard token != state.token else { return hadProblem ? .recovered : .none }
                    state.token = token
                    return .replaced
                case .failure(let error):
                    guard "\(error)" != state.problem else { return .none }
                    state.problem = "\(error)"
                    return .refused(problem: "\(error)")
                }
            }
        }
    }
}
