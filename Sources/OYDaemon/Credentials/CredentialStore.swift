import Gateway
import Synchronization
import Upstream

/// The credentials in force, and how they are exchanged for those in the files: both at once, and only for good ones.
final class CredentialStore: CredentialsSource {
    /// What a look at the files brought.
    enum Change: Equatable {
        /// The files hold what is in force.
        case none
        /// The same, but before they were not to be used.
        case recovered
        /// Others are in force from the next attempt on.
        case replaced
        /// What is there now can't be used, and it is not what was said the last time. The old ones stay in force.
        case refused(problem: String)
    }

    private struct State {
        var loaded: LoadedCredentials
        /// What was wrong with the files at the last look.
        var problem: String?
    }

    let files: Configuration.CredentialFiles
    private let state: Mutex<State>
    /// Held while the files are looked at, so that what was read first is not put in the place of what was read last.
    private let looking = Mutex(())

    /// - Throws: what is wrong with the files: without credentials there is no gateway.
    init(_ files: Configuration.CredentialFiles, at now: WallTime) throws(Findings) {
        self.files = files
        state = Mutex(State(loaded: try LoadedCredentials(files, at: now)))
    }

    var current: Credentials {
        state.withLock { $0.loaded.pair }
    }

    /// When those in force were loaded.
    var loadedAt: WallTime {
        state.withLock { $0.loaded.loadedAt }
    }

    /// Whether the system keeps them out of swap.
    var isMemoryLocked: Bool {
        let pair = current
        return pair.username.isMemoryLocked && pair.apiKey.isMemoryLocked
    }

    /// Looks at the files. Blocks while they are read.
    func refresh(at now: WallTime) -> Change {
        looking.withLock { _ in look(at: now) }
    }

    private func look(at now: WallTime) -> Change {
        let read: Result<LoadedCredentials, Findings>
        do {
            read = .success(try LoadedCredentials(files, at: now))
        } catch {
            read = .failure(error)
        }
        return state.withLock { state in
            switch read {
            case .success(let loaded):
                let hadProblem = state.problem != nil
                state.problem = nil
                guard loaded.pair != state.loaded.pair else { return hadProblem ? .recovered : .none }
                state.loaded = loaded
                return .replaced
            case .failure(let findings):
                guard findings.description != state.problem else { return .none }
                state.problem = findings.description
                return .refused(problem: findings.all.joined(separator: "; "))
            }
        }
    }
}
