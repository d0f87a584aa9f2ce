import TestSupport

/// What is there before a daemon runs and after it ended: a simulator, and the configuration of the daemons in front of it.
struct Backstage: Sendable {
    let simulator: SimulatorProcess
    /// Of the daemons that are started from now on.
    var configuration: OYDConfiguration

    var directory: TemporaryDirectory { configuration.directory }
    var control: ControlAPI { simulator.control }

    /// Starts a simulator, lets `play` start daemons in front of it and takes it down again, whatever happened.
    static func with<R>(_ plan: Stage.Plan = Stage.Plan(), play: (Backstage) async throws -> R) async throws -> R {
        let directory = try TemporaryDirectory()
        let simulator = try await SimulatorProcess(in: directory, options: plan.credentials.options + plan.simulator)
        return try await simulator.process.whileRunning {
            var configuration = try OYDConfiguration(in: directory, for: simulator, credentials: plan.credentials)
            try plan.daemon(&configuration)
            return try await play(Backstage(simulator: simulator, configuration: configuration))
        }
    }

    /// Starts a daemon and waits until it serves.
    func start(environment: [String: String] = [:]) async throws -> DaemonProcess {
        try await DaemonProcess(configuration, environment: environment)
    }
}

extension Stage {
    /// What is out of the ordinary about a stage.
    struct Plan: Sendable {
        /// What the simulator accepts, and the daemon has unless `daemon` changes it.
        var credentials = OYCredentials()
        /// Further options of oysim.
        var simulator: [String] = []
        /// Changes to the daemon's configuration, and to the files in its directory.
        var daemon: @Sendable (inout OYDConfiguration) throws -> Void = { _ in }
    }
}
