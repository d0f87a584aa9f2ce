import Foundation
import Gateway
import TestSupport
import Testing

/// Money moves at most once, no payout is lost and nobody is told anything false, however often the daemon dies
/// (docs/payouts.md).
///
/// OY_KILLS sets how many deaths there are (100), OY_SEED the moments and the faults. What the operating system and the
/// processes do between two moments is not in the seed: a failing one fails again soon, not at the same kill.
@Suite struct CrashTests {
    private static let kills = ProcessInfo.processInfo.environment["OY_KILLS"].flatMap(Int.init) ?? 100
    /// Of the run.
    private static let seed = SeededRandom.seedOfEnvironment ?? .random(in: 0...999_999_999)

    @Test(arguments: [true, false])
    func `the daemon is killed at random moments under concurrent payouts and faults`(deduplicates: Bool) async throws {
        let storm = Storm(
            weather: Weather(deduplicates: deduplicates), kills: max(1, Self.kills / 2), seed: Self.seed)
        print("OY_SEED=\(Self.seed)")
        let report = try await StageSlots.shared.withSlot { try await storm.rage() }
        print(report)
        // It was a storm, not a calm: daemons died over payouts, payouts were sent again, and most were paid.
        #expect(report.surprised > report.kills)
        #expect(report.sentAgain > 0)
        #expect((report.states[.completed] ?? 0) > report.kills)
    }
}
