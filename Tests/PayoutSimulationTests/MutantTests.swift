import Testing

/// The simulation bites: each gateway that breaks one rule is caught, and by the check of what it breaks.
@Suite struct MutantTests {
    /// Each mutant has to be caught within this many runs: a fraction of what `SimulationTests` runs.
    static let runs: UInt64 = 10_000

    @Test(arguments: Mutant.allCases) func isCaught(mutant: Mutant) {
        for seed in 0..<Self.runs {
            guard let violation = Simulation(seed: seed, mutant: mutant).run() else { continue }
            print("\(mutant.rawValue): caught by seed \(seed): \(violation)")
            return
        }
        Issue.record("\(mutant.rawValue) was not caught by \(mutant.caughtBy.rawValue) in \(Self.runs) runs")
    }

    @Test func everyRuleHasAMutant() {
        #expect(Set(Mutant.allCases.compactMap(\.caughtBy.rule)) == Set(1...7))
    }
}
