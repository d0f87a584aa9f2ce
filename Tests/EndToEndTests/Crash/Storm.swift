import Contract
import Gateway
import Glibc
import Ledger
import TestSupport
import Testing

/// Callers that pay, an OY! that fails in every way, and a daemon that is killed again and again; after each death the
/// books are compared.
struct Storm {
    let weather: Weather
    let kills: Int
    let seed: UInt64

    /// A daemon's life, from its beginning to SIGKILL.
    private static let lifetime = 10...550
    /// Such a part of them dies while it starts, in percent.
    private static let earlyDeaths = 15
    /// Such a part of the others dies at the very moment at which a caller hears something, in percent: what that caller
    /// heard must be on disk by then.
    private static let deathsAtAnAnswer = 50
    private static let callers = 16

    /// What it came to, for whoever reads the test's output.
    struct Report: CustomStringConvertible {
        var seed: UInt64
        var deduplicates: Bool
        var kills = 0
        var orders = 0
        var testimonies = 0
        var auditEntries: Int64 = 0
        /// Payouts that were UNKNOWN at a death, over all deaths.
        var surprised = 0
        var sentAgain = 0
        var states: [PayoutState: Int] = [:]
        var raging = Duration.zero
        var calming = Duration.zero

        var description: String {
            let states = states.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", ")
            return """
                OY_SEED=\(seed), OY! \(deduplicates ? "knows an id again" : "does not know an id again"): \(kills) kills in \
                \(raging), \(calming) of calm; \(orders) payouts, \(testimonies) answers, \(auditEntries) audit entries; \
                \(surprised) times UNKNOWN at a death, \(sentAgain) payouts sent more than once; at the end \(states)
                """
        }
    }

    /// The invariants do not hold.
    struct Wreck: Error, CustomStringConvertible {
        let description: String
    }

    func rage() async throws -> Report {
        var draw = SeededRandom(seed: seed ^ (weather.deduplicates ? 0 : 1 << 63))
        let plan = Stage.Plan(simulator: ["--settle-after", "600ms", "--fail-percent", "10", "--quiet"] + weather.options) {
            $0.upstream = ["attempt_timeout: 1s"]
            $0.more = "payouts: { settle: \(weather.settle), first_poll: 200ms }\n"
        }
        return try await Backstage.with(plan) { backstage in
            let scene = Scene(backstage: backstage, ledger: LedgerOnDisk(path: backstage.configuration.ledgerPath))
            return try await play(scene, &draw)
        }
    }

    private struct Scene {
        let backstage: Backstage
        let ledger: LedgerOnDisk
        let door = Observed(Door())
        let orders = Orders()
        let witnesses = Witnesses()

        var control: ControlAPI { backstage.control }
        var configuration: OYDConfiguration { backstage.configuration }
    }

    private func play(_ scene: Scene, _ draw: inout SeededRandom) async throws -> Report {
        for fault in weather.faults(&draw) { try await scene.control.fault(fault) }
        var report = Report(seed: seed, deduplicates: weather.deduplicates)
        var head = ChainHead.start
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<Self.callers {
                var caller = StormCaller(
                    number: number, socketPath: scene.configuration.socketPath, door: scene.door, orders: scene.orders,
                    witnesses: scene.witnesses, draw: draw.fork())
                group.addTask { try await caller.run() }
            }
            defer { group.cancelAll() }
            report.raging = try await ContinuousClock().measure {
                for number in 1...kills {
                    if let gust = weather.gust(&draw) { try await scene.control.fault(gust) }
                    let log = try await liveAndDie(scene, &draw)
                    let inquest = try await inquest(scene, passing: &head, after: "kill \(number)", log)
                    report.surprised += inquest.ledger.values.count { $0.state == .unknown }
                    report.kills = number
                }
            }
            report.calming = try await ContinuousClock().measure {
                try await scene.control.removeFaults()
                let daemon = try await scene.backstage.start()
                try await daemon.process.whileRunning {
                    scene.door.update {
                        $0.generation += 1
                        $0.isCalm = true
                    }
                    try await group.waitForAll()
                    try await finish(scene, on: daemon.connect())
                }
                #expect(try await daemon.process.exitStatus() == .exited(0))
                let inquest = try await inquest(scene, passing: &head, after: "the calm", daemon.log)
                try check(inquest.unfinished(scene.orders.all), scene, "after the calm", daemon.log)
                report.states = Dictionary(grouping: inquest.ledger.values, by: \.state).mapValues(\.count)
                report.sentAgain = inquest.ledger.values.count { $0.attempts > 1 }
                report.testimonies = inquest.told.values.reduce(0) { $0 + $1.count }
            }
        }
        report.orders = scene.orders.all.count
        report.auditEntries = head.sequence
        return report
    }

    /// Starts a daemon and kills it at a moment that chance chooses.
    ///
    /// - Returns: what it logged.
    private func liveAndDie(_ scene: Scene, _ draw: inout SeededRandom) async throws -> String {
        let diesEarly = draw.chance(Self.earlyDeaths)
        let answers = draw.chance(Self.deathsAtAnAnswer) ? Int.random(in: 1...8, using: &draw) : nil
        let life = Duration.milliseconds(Int.random(in: Self.lifetime, using: &draw))
        let path = try scene.backstage.directory.write("oyd.yaml", scene.configuration.yaml)
        let heard = scene.witnesses.count.value
        let process = try ChildProcess(Binary.oyd.path, ["--config", path])
        if diesEarly {
            try await Task.sleep(for: life / 3)
        } else {
            try await process.standardError.line(containing: " Serving ")
            scene.door.update { $0.generation += 1 }
            if let answers {
                try await scene.witnesses.count.wait(for: "\(answers) answers") { $0 >= heard + answers }
            } else {
                // Not a wait for anything: it is the moment of death.
                try await Task.sleep(for: life)
            }
        }
        process.signal(SIGKILL)
        let status = try await process.exitStatus()
        guard status == .killed(signal: SIGKILL) else {
            throw Wreck(description: "OY_SEED=\(seed): oyd ended by itself: \(status)\n\(process.standardError.text)")
        }
        return process.standardError.text
    }

    /// Compares everything while no daemon runs.
    private func inquest(
        _ scene: Scene, passing head: inout ChainHead, after event: String, _ log: String
    ) async throws -> Inquest {
        head = try scene.ledger.verified(passing: head)
        // What was heard after this may be about a later daemon; the ledger before the books, see `Inquest`.
        let told = scene.witnesses.all
        let ledger = try scene.ledger.payouts()
        let inquest = Inquest(ledger: ledger, books: try await scene.control.books(), told: told)
        try check(inquest.contradictions(), scene, "after \(event)", log)
        return inquest
    }

    private func check(_ contradictions: [String], _ scene: Scene, _ event: String, _ log: String) throws {
        guard let first = contradictions.first else { return }
        let id = String(first.prefix { $0 != ":" })
        let history = try scene.ledger.history(of: id)
        let told = scene.witnesses.all[id, default: []].map { "\($0.word)" }
        throw Wreck(
            description: """
                OY_SEED=\(seed), \(event), \(contradictions.count) contradictions:
                \(contradictions.prefix(10).joined(separator: "\n"))
                what callers were told of \(id): \(told)
                what the audit trail says of it:
                \(history.joined(separator: "\n"))
                the end of oyd's log:
                \(log.split(separator: "\n").suffix(10).joined(separator: "\n"))
                """)
    }

    /// Waits until every payout is final that can become so, and writes down what the daemon says of each.
    private func finish(_ scene: Scene, on gateway: RPCClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (id, order) in scene.orders.all where !order.isRefused {
                group.addTask {
                    let asked = ContinuousClock.now
                    let answer = try await gateway.call(
                        "WaitPayout", ["partner_trx_id": .string(id)], timeout: Patience.event)
                    guard let state = answer.message("payout").flatMap({ PayoutState(contract: $0.integer("state")) })
                    else { throw Wreck(description: "OY_SEED=\(seed): WaitPayout answered \(answer)") }
                    scene.witnesses.heard(.state(state), about: id, asked: asked)
                }
            }
            try await group.waitForAll()
        }
    }
}
