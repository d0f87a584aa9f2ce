import Testing

@testable import Gateway

/// Steps of the wall clock, and what follows from them for what stands on disk.
@Suite struct WallClockWatchTests {
    private var watch: WallClockWatch {
        WallClockWatch(wall: second(0), now: instant(0))
    }

    @Test func `a clock that goes is steady`() {
        var watch = watch
        #expect(watch.look(wall: second(86_400), now: instant(86_400)) == nil)
        #expect(watch.steadyTime(wall: second(86_401), now: instant(86_401)) == .seconds(86_401))
    }

    @Test func `a step is seen once`() {
        var watch = watch
        #expect(watch.look(wall: second(1_010), now: instant(10)) == .forward)
        #expect(watch.look(wall: second(1_011), now: instant(11)) == nil)
        #expect(watch.steadyTime(wall: second(1_040), now: instant(40)) == .seconds(30))
        #expect(watch.look(wall: second(50), now: instant(50)) == .back)
        #expect(watch.look(wall: second(51), now: instant(51)) == nil)
        #expect(watch.steadyTime(wall: second(60), now: instant(60)) == .seconds(50), "what is over by it is over all the more")
        #expect(watch.steadyTime(wall: second(1_070), now: instant(70)) == .zero)
    }

    @Test func `however long nobody looked, a step is one`() {
        var watch = watch
        #expect(watch.look(wall: second(30), now: instant(90)) == .back)
    }

    @Test func `corrections are no steps, until those forward add up to one`() {
        var watch = watch
        #expect(watch.look(wall: second(9.4), now: instant(10)) == nil)
        #expect(watch.look(wall: second(18.8), now: instant(20)) == nil)
        #expect(watch.look(wall: second(29.6), now: instant(30)) == nil)
        #expect(watch.look(wall: second(40.4), now: instant(40)) == .forward)
    }
}
