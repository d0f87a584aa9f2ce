/// A simulator, and a daemon with a callback listener that can be killed and started again.
struct EventHouse {
    let directory: TemporaryDirectory
    let simulator: SimulatorProcess
    var configuration: OYDConfiguration

    var control: ControlAPI { simulator.control }

    static func with(_ play: (EventHouse) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let credentials = OYCredentials()
        let simulator = try await SimulatorProcess(in: directory, options: credentials.options)
        try await simulator.process.whileRunning {
            var configuration = try OYDConfiguration(in: directory, for: simulator, credentials: credentials)
            try CallbackDoor.configure(&configuration, in: directory)
            try await play(EventHouse(directory: directory, simulator: simulator, configuration: configuration))
        }
    }

    func start() async throws -> DaemonProcess { try await DaemonProcess(in: directory, configuration) }
}
