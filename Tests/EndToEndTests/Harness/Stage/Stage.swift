import TestSupport
import Testing

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
        "oyd:\n\(daemon.process.lastWords())\noysim:\n\(simulator.process.lastWords())"
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
    /// Runs `body`, then ends the process, whatever happened. Where `body` fails over a process that has ended already, that is
    /// an issue of its own, as it may be why.
    @discardableResult
    func whileRunning<R>(_ body: () async throws -> R) async throws -> R {
        let result: R
        do {
            result = try await body()
        } catch {
            let wasRunning = isRunning
            // A cancelled test can't wait any more; the process is killed when it is let go of.
            let status = try? await end()
            if !wasRunning, let status {
                Issue.record("\(program) had ended before the test: \(status)\n\(lastWords(lines: 60))")
            }
            throw error
        }
        try await end()
        return result
    }
}
