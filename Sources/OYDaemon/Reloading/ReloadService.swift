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
        let problems = [await reloader.reload(), await keeper.refresh()].compactMap(\.self)
        manager.tell(
            .ready,
            status: problems.isEmpty
                ? "Serving; configuration and credentials read anew"
                : "Serving with what was read before: \(problems.joined(separator: "; "))")
    }
}
