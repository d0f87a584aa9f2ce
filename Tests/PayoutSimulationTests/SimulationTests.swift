import Glibc
import Testing

@testable import Gateway

/// Runs many lives of a payout, each with its own weather, and checks the rules after every step of each.
///
/// `make simulate SEED=123` replays one run, by OY_SEED, and prints what happened in it;
/// `SEEDS=1000000 swift test --filter PayoutSimulationTests.SimulationTests` tries more of them.
@Suite struct SimulationTests {
    static let count = UInt64(environment("SEEDS") ?? "") ?? 100_000

    /// In lanes, so that they run side by side.
    @Test(.enabled(if: environment("OY_SEED") == nil), arguments: 0..<UInt64(8))
    func everyRunKeepsTheRules(lane: UInt64) {
        for seed in stride(from: lane, to: Self.count, by: 8) {
            guard let violation = Simulation(seed: seed).run() else { continue }
            Issue.record("\(violation). Replay it with: make simulate SEED=\(seed)")
            return
        }
    }

    @Test(.enabled(if: environment("OY_SEED") != nil))
    func replay() throws {
        let seed = try #require(UInt64(environment("OY_SEED") ?? ""), "OY_SEED is a number")
        let simulation = Simulation(seed: seed, keepsDiary: true)
        let violation = simulation.run()
        for line in simulation.diary ?? [] { print(line) }
        print(violation.map(String.init(describing:)) ?? "all rules kept")
        #expect(violation == nil)
    }

    @Test func runsComeByTheWorst() {
        var sights = Sights()
        for seed in 0..<UInt64(3000) {
            let simulation = Simulation(seed: seed)
            _ = simulation.run()
            sights = sights + simulation.sights
        }
        #expect(sights.ends.isSuperset(of: [.completed, .failed, .rejected, .cancelled, .unknown]))
        #expect(sights.crashes > 1000)
        #expect(sights.crashesWhileSending > 100)
        #expect(sights.resends > 100)
        #expect(sights.lateAfterARefusedResend > 1)
        #expect(sights.cuts > 50)
        #expect(sights.copies > 10)
        #expect(sights.approvedAndPaid > 50)
        #expect(sights.turnsOfAnotherPartner > 50)
        #expect(sights.namesTaken > 5)
        #expect(sights.denials > 50)
        #expect(sights.stepsBack > 500)
        #expect(sights.otherMoney > 10)
        #expect(sights.otherBanks > 10)
        #expect(sights.otherTrxIDs > 10)
        #expect(sights.oldRows > 100)
        #expect(sights.heard > 50)
        #expect(sights.livesOn > 20)
        #expect(sights.amongOthers > 100)
        #expect(sights.overtakenSends > 0)
        print(sights)
        expectDecisions(sights)
    }

    /// A decision that is never carried out keeps every rule.
    private func expectDecisions(_ sights: Sights) {
        let enough: [(PayoutDecision, PayoutState, Int)] = [
            (.cancel, .recorded, 10), (.cancel, .awaitingApproval, 10), (.approve, .awaitingApproval, 50), (.decline, .awaitingApproval, 10),
            (.resend, .unknown, 20), (.paid, .unknown, 5), (.paid, .inProgress, 5), (.notPaid, .unknown, 20), (.notPaid, .inProgress, 2),
        ]
        for (decision, state, count) in enough {
            let seen = sights.decided[Sights.Decided(decision: decision, state: state)] ?? 0
            print("\(decision.rawValue) in \(state.rawValue): \(seen)")
            #expect(seen > count, "\(decision.rawValue) in \(state.rawValue)")
        }
        #expect(sights.decisionsThatWaited > 50)
        #expect(sights.overtakenDecisions > 2)
        #expect(sights.unsettledDecisions > 20)
    }

    @Test func theSameSeedGivesTheSameRun() {
        let runs = (0..<2).map { _ in
            let simulation = Simulation(seed: 42, keepsDiary: true)
            _ = simulation.run()
            return simulation.diary
        }
        #expect(runs[0] == runs[1])
    }
}

func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}
