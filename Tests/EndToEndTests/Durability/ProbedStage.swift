import TestSupport

/// A stage whose daemon's syncs and sends are noted and whose disk can fail, with a callback listener on a Unix socket.
struct ProbedStage {
    let stage: Stage
    let journal: SyncJournal
    /// Of the callbacks' socket.
    let callbacks: String

    var backstage: Backstage { stage.backstage }
    var control: ControlAPI { stage.control }
    var daemon: DaemonProcess { stage.daemon }
    var gateway: RPCClient { stage.gateway }

    static func with(_ play: (ProbedStage) async throws -> Void) async throws {
        // Nothing happens but what a test does: no payout ends by itself, nor is one asked about.
        try await Backstage.with(Stage.Plan(simulator: ["--settle-after", "never"])) { backstage in
            var backstage = backstage
            backstage.configuration.callers[0].more = ["approval_above: 1000000"]
            let callbacks = try CallbackDoor.configureSocket(&backstage.configuration)
            backstage.configuration.callers.append(.init(name: "chief", uid: 4312, methods: ["*"], more: ["role: approver"]))
            let journal = try SyncJournal(in: backstage.directory, ledger: backstage.configuration.ledgerPath)
            let daemon = try await backstage.start(environment: journal.environment)
            try await daemon.process.whileRunning {
                try await daemon.process.standardError.line(containing: "Receiving callbacks")
                let stage = Stage(backstage: backstage, daemon: daemon, gateway: try await daemon.connect())
                try await play(ProbedStage(stage: stage, journal: journal, callbacks: callbacks))
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
