import Gateway
import Upstream

/// The credentials in force, exchanged for those in their files: both at once, and only for good ones.
final class CredentialStore: CredentialsSource {
    let files: Configuration.CredentialFiles
    private let origin: BaseURL
    private let loaded: WatchedValue<LoadedCredentials>

    /// - Parameter origin: where OY! is.
    /// - Throws: what is wrong with the files: without credentials there is no gateway.
    init(_ files: Configuration.CredentialFiles, for origin: BaseURL, at now: WallTime) throws(Findings) {
        self.files = files
        self.origin = origin
        loaded = WatchedValue(try LoadedCredentials(files, for: origin, at: now))
    }

    var current: Credentials { loaded.current.pair }

    /// When those in force were loaded.
    var loadedAt: WallTime { loaded.current.loadedAt }

    /// Whether the system keeps them out of swap.
    var isMemoryLocked: Bool {
        let pair = current
        return pair.username.isMemoryLocked && pair.apiKey.isMemoryLocked
    }

    /// Looks at the files. Blocks while they are read.
    ///
    /// - Parameter looked: is told whether they are good, before anybody looks again.
    func refresh(at now: WallTime, looked: (_ areGood: Bool) -> Void) -> FileChange {
        loaded.refresh(
            isSame: { $0.pair == $1.pair }, read: { try LoadedCredentials(files, for: origin, at: now, after: current) },
            looked: looked)
    }
}
