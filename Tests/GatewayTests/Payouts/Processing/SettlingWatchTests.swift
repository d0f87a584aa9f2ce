import Testing

@testable import Gateway

/// Rule 3: the settling time is real time, whatever the wall clock says.
@Suite struct SettlingWatchTests {
    private var watch: SettlingWatch {
        SettlingWatch(settle: .seconds(60), wall: second(0), now: instant(0))
    }

    /// What passed before the process began, only the wall clock says.
    @Test func aProcessSettlesFirst() {
        var watch = watch
        #expect(watch.remaining(wall: second(0), now: instant(0)) == .seconds(60))
        #expect(watch.remaining(wall: second(59), now: instant(59)) == .seconds(1))
        #expect(watch.remaining(wall: second(60), now: instant(60)) == .zero)
        #expect(watch.remaining(wall: second(86_400), now: instant(86_400)) == .zero)
    }

    @Test func aClockThatIsSetForwardSettlesAnew() {
        var watch = watch
        _ = watch.remaining(wall: second(100), now: instant(100))
        #expect(watch.remaining(wall: second(281), now: instant(101)) == .seconds(60))
        #expect(watch.remaining(wall: second(340), now: instant(160)) == .seconds(1))
        #expect(watch.remaining(wall: second(341), now: instant(161)) == .zero)
    }

    /// A little at a time is as much in the end.
    @Test func smallStepsAddUp() {
        var watch = watch
        #expect(watch.remaining(wall: second(100.6), now: instant(100)) == .zero)
        #expect(watch.remaining(wall: second(101.2), now: instant(100)) == .seconds(60))
    }

    /// Seen by the resolver at second 110, and a byte may leave after that. Should the ledger fail then, the moment on disk is by the
    /// clock before.
    @Test func aClockThatIsSetForwardDuringAnAttemptSettlesFromItsEnd() {
        var watch = watch
        _ = watch.remaining(wall: second(100), now: instant(100))
        #expect(watch.remaining(wall: second(290), now: instant(110)) == .seconds(60))
        watch.sendingEnded(begunAt: instant(100), wall: second(305), now: instant(125))
        #expect(watch.remaining(wall: second(350), now: instant(170)) == .seconds(15))
        watch.sendingEnded(begunAt: instant(180), wall: second(370), now: instant(190))
        #expect(watch.remaining(wall: second(370), now: instant(190)) == .zero, "nothing was set since that one began")
    }

    /// Back and forward again: what was sent in between was sent by a clock that was behind.
    @Test func aClockThatWasSetBackAndForwardSettlesAnew() {
        var watch = watch
        #expect(watch.remaining(wall: second(-80), now: instant(100)) == .zero, "set back: settling takes longer by itself")
        #expect(watch.remaining(wall: second(101), now: instant(101)) == .seconds(60))
    }
}
