/// A simulator and a daemon in front of it, running, and a client on the daemon's socket.
struct Stage: Sendable {
    let directory: TemporaryDirectory
    let simulator: SimulatorProcess
    let daemon: DaemonProcess
    let gateway: RPCClient

    /// What is out of the ordinary about a suite's stage.
    struct Plan: Sendable {
        /// Further options of oysim.
        var simulator: [String] = []
        /// Changes to the daemon's configuration.
        var daemon: @Sendable (inout OYDConfiguration) -> Void = { _ in }
    }

    /// The stage of the suite that runs.
    @TaskLocal static var current: Stage?

    var control: ControlAPI { simulator.control }

    /// What both processes have said lately, for a test that failed.
    var programme: String {
        func end(_ text: String) -> String { text.split(separator: "\n").suffix(15).joined(separator: "\n") }
        return "oyd:\n\(end(daemon.log))\noysim:\n\(end(simulator.process.standardOutput.text))"
    }

    /// Sets up a stage, lets `play` run on it and takes it down again, whatever happened.
    static func with<R>(_ plan: Plan = Plan(), play: (Stage) async throws -> R) async throws -> R {
        let directory = try TemporaryDirectory()
        let credentials = OYCredentials()
        let simulator = try await SimulatorProcess(in: directory, options: credentials.options + plan.simulator)
        return try await simulator.process.whileRunning {
            var configuration = try OYDConfiguration(in: directory, for: simulator, credentials: credentials)
            plan.daemon(&configuration)
            let daemon = try await DaemonProcess(in: directory, configuration)
            return try await daemon.process.whileRunning {
                let gateway = try await daemon.connect()
                return try await play(
                    Stage(directory: directory, simulator: simulator, daemon: daemon, gateway: gateway))
            }
        }
    }
}

extension ChildProcess {
    /// Runs `body`, then ends the process, whatever happened.
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
