import Gateway
import ServiceLifecycle
import UnixSignals

/// SIGHUP: reads configuration and credentials anew, and tells the service manager when that begins, when it is over,
/// and what came of it.
struct ReloadService: Service {
    let signals: UnixSignalsSequence
    let reloader: Reloader
    let keeper: CredentialKeeper
    let manager: ServiceManager

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() {
            await reload()
        }
    }

    private func reload() async {
        manager.tell(
            .reloading(monotonicMicroseconds: keeper.clock.now.nanoseconds / 1_000), status: "Reading the configuration anew")
        let before = keeper.store.loadedAt
        let problems = [await reloader.reload(), await keeper.refresh()].compactMap(\.self)
        manager.tell(
            .ready,
            status: Self.status(problems: problems, credentialsFrom: before, now: keeper.store.loadedAt))
    }

    /// What `systemctl status` shows.
    ///
    /// - Parameters:
    ///   - before: when the credentials were loaded that were in force before. Where they still are, that stands in it: they may have
    ///     been exchanged a moment ago, when their files were, or may be a copy that a reload does not bring up to date.
    ///   - now: of those that are in force now.
    static func status(problems: [String], credentialsFrom before: WallTime, now: WallTime) -> String {
        guard problems.isEmpty else { return "Serving with what was read before: \(problems.joined(separator: "; "))" }
        let credentials = now == before ? "unchanged since \(now.rfc3339)" : "replaced"
        return "Serving; configuration read anew, credentials \(credentials)"
    }
}
