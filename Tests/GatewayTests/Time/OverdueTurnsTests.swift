import Testing

@testable import Gateway

@Suite struct OverdueTurnsTests {
    private var turns: OverdueTurns {
        OverdueTurns(longestPause: .seconds(3_600), wall: second(0), now: instant(0))
    }

    @Test func atTheStartWhatIsFartherAwayThanAnyTurnIsLate() {
        var turns = turns
        #expect(turns.from(wall: second(1), now: instant(1)) == second(7_200))
        #expect(turns.from(wall: second(2), now: instant(2)) == second(7_200), "until they were taken")
        turns.wereTaken()
        #expect(turns.from(wall: second(3), now: instant(3)) == nil)
    }

    @Test func afterAStepBackEveryTurnIsLate() {
        var turns = turns
        turns.wereTaken()
        #expect(turns.from(wall: second(-25_100), now: instant(100)) == second(-25_100))
        #expect(turns.from(wall: second(-25_090), now: instant(110)) == second(-25_100), "until they were taken")
        #expect(turns.from(wall: second(-25_200), now: instant(120)) == second(-25_200), "set back once more")
        turns.wereTaken()
        #expect(turns.from(wall: second(-25_190), now: instant(130)) == nil)
    }

    @Test func noTurnIsLateAfterAStepForward() {
        var turns = turns
        turns.wereTaken()
        #expect(turns.from(wall: second(86_400), now: instant(100)) == nil)
    }
}
