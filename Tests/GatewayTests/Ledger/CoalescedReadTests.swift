import TestSupport
import Testing

@testable import Gateway

/// What takes time to read is read once for all who ask at a time.
@Suite(.timeLimit(.minutes(1))) struct CoalescedReadTests {
    @Test("Who asks while payouts are counted waits for that count, and hears none of yesterday's")
    func meanwhile() async throws {
        let counts = Observed(0)
        let isReleased = Observed(true)
        let ledger = FakeLedger(holdCount: {
            counts.update { $0 += 1 }
            _ = try? await isReleased.wait(for: "leave to go on") { $0 }
        })
        let clock = ManualClock()
        let recent = CoalescedRead(for: .seconds(1), clock: clock) { try? await ledger.openSummary() }
        #expect(await recent.current()?.counts == [:])

        ledger["pay-1"] = PayoutMachine.unknown.payout
        clock.advance(by: .seconds(86_400))
        isReleased.update { $0 = false }
        async let first = recent.current()
        try await counts.wait(for: "a second count") { $0 == 2 }
        let others = (0..<8).map { _ in Task { await recent.current() } }
        for _ in 0..<100 { await Task.yield() }
        isReleased.update { $0 = true }
        #expect(await first?.counts == [.unknown: 1])
        for other in others { #expect(await other.value?.counts == [.unknown: 1]) }
        #expect(counts.value == 2)
    }

    @Test("Without an age only those share a reading who ask while it is made")
    func ageless() async throws {
        let readings = Observed(0)
        let isReleased = Observed(false)
        let shared = CoalescedRead(clock: ManualClock()) {
            let number = readings.update { count in
                count += 1
                return count
            }
            _ = try? await isReleased.wait(for: "leave to go on") { $0 }
            return number
        }
        async let first = shared.current()
        try await readings.wait(for: "a reading") { $0 == 1 }
        let others = (0..<8).map { _ in Task { await shared.current() } }
        for _ in 0..<100 { await Task.yield() }
        isReleased.update { $0 = true }
        #expect(await first == 1)
        for other in others { #expect(await other.value == 1) }
        #expect(await shared.current() == 2)
    }
}
