import TestSupport

/// A simulator and a daemon in front of it, running, and a client on the daemon's socket.
struct Stage: Sendable {
    let backstage: Backstage
    let daemon: DaemonProcess
    let gateway: RPCClient

    /// The stage of the suite or the test that runs.
    @TaskLocal static var current: Stage?

    var directory: TemporaryDirectory { backstage.directory }
    var simulator: SimulatorProcess { backstage.simulator }
    var control: ControlAPI { backstage.control }

    /// What both processes have said lately, for a test that failed.
    var programme: String {
        func end(_ text: String) -> String { text.split(separator: "\n").suffix(15).joined(separator: "\n") }
        return "oyd:\n\(end(daemon.log))\noysim:\n\(end(simulator.process.standardOutput.text))"
    }

    /// Sets up a stage, lets `play` run on it and takes it down again, whatever happened.
    static func with<R>(_ plan: Plan = Plan(), play: (Stage) async throws -> R) async throws -> R {
        try await Backstage.with(plan) { backstage in
            let daemon = try await backstage.start()
            return try await daemon.process.whileRunning {
                let stage = Stage(backstage: backstage, daemon: daemon, gateway: try await daemon.connect())
                return try await $current.withValue(stage) { try await play(stage) }
            }
        }
    }
}

extension ChildProcess {
    /// Runs `body`, then ends the process, whatever happened.
    @discardableResult
    func whileRunning<R>(_ body: () async throws -> R) async throws -> R {
        let result: R
        do {
            result = try await body()
        } catch {
            // A cancelled test can't wait any more; the process is killed when it is let go of.
            _ = try? await end()
            throw error
        }
        try await end()
        return result
    }
}
