/// A simulator, and a daemon whose syncs and sends are noted and whose disk can fail, with a callback listener on a Unix socket.
struct ProbedHouse {
    let directory: TemporaryDirectory
    let simulator: SimulatorProcess
    let configuration: OYDConfiguration
    let daemon: DaemonProcess
    let journal: SyncJournal
    let gateway: RPCClient
    /// Of the callbacks' socket.
    let callbacks: String

    var control: ControlAPI { simulator.control }

    static func with(_ play: (ProbedHouse) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        // Nothing happens but what a test does: no payout ends by itself, nor is one asked about.
        let simulator = try await SimulatorProcess(in: directory, options: OYCredentials().options + ["--settle-after", "never"])
        try await simulator.process.whileRunning {
            var configuration = try OYDConfiguration(in: directory, for: simulator)
            configuration.callers[0].more = ["approval_above: 1000000"]
            let callbacks = try CallbackDoor.configureSocket(&configuration, in: directory)
            configuration.callers.append(.init(name: "chief", uid: 4312, methods: ["*"], more: ["role: approver"]))
            let journal = try SyncJournal(in: directory, ledger: configuration.ledgerPath)
            let daemon = try await DaemonProcess(in: directory, configuration, environment: journal.environment)
            try await daemon.process.whileRunning {
                try await daemon.process.standardError.line(containing: "Receiving callbacks")
                try await play(
                    ProbedHouse(
                        directory: directory, simulator: simulator, configuration: configuration, daemon: daemon, journal: journal,
                        gateway: try await daemon.connect(), callbacks: callbacks))
            }
        }
    }

    /// Waits until the audit's entries of the calls so far are on disk: they follow the answers by themselves.
    func untilQuiet() async throws {
        try await Patience.until("the daemon is never quiet: \(journal.since(0))") {
            let seen = journal.since(0)
            return seen.hasSuffix("us") || seen.hasSuffix("uws")
        }
    }

    @discardableResult
    func postVerdict() async throws -> Int {
        try await CallbackDoor.postVerdict(to: callbacks, forwardedFor: ["203.0.113.9"])
    }

    /// Has the disk heal, and waits until the daemon has found that out.
    func heal() async throws {
        let mark = daemon.process.standardError.mark
        journal.heal()
        try await daemon.process.standardError.line(containing: "The ledger is written again", after: mark)
    }
}
