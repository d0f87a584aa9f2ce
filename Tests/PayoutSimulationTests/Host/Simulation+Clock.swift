@testable import Gateway

/// The host's wall clock, which is set forward and back, and what the gateway sees of that.
extension Simulation {
    /// In some runs the host's wall clock is set; some of it within the seconds of an attempt. Where it is set back, it may be right
    /// again soon after.
    func planClock() {
        guard chance.percent(30) else { return }
        for _ in 1...(1 + chance.below(3)) {
            let time = Int64(chance.below(chance.percent(50) ? 20_000 : 1_200_000))
            let step = Int64(chance.below(chance.percent(70) ? 240_000 : 7_200_000))
            guard chance.percent(60) else {
                schedule(.clockSteps(by: step), in: time)
                continue
            }
            schedule(.clockSteps(by: -step), in: time)
            guard chance.percent(60) else { continue }
            schedule(.clockSteps(by: step), in: time + Int64(chance.below(chance.percent(50) ? 5000 : 120_000)))
        }
    }

    /// The clock is behind for a while, which ends about when the attempt does.
    func planClockWhileSending() {
        guard chance.percent(weather.clockWhileSending) else { return }
        let step = Int64(chance.below(600_000))
        schedule(.clockSteps(by: -step), in: Int64(chance.below(2000)))
        let until = chance.percent(60) ? Self.attemptTimeout + Int64(chance.below(2000)) : Int64(chance.below(60_000))
        schedule(.clockSteps(by: step), in: until)
    }

    /// The resolver looks at the clock every second, later where it is busy. Between two steps it sees what it saw before.
    func clockSteps(by step: Int64) {
        if isUp, !looksSoon {
            looksSoon = true
            schedule(.looksAtClock, in: Int64(1 + chance.below(chance.percent(50) ? 1000 : 90_000)))
        }
        setClock(by: step)
    }

    func setClock(by step: Int64) {
        clockLead += step
        if step < 0 { sights.stepsBack += 1 }
        witness.clockSteps(by: step)
    }

    /// As `PayoutProcessor.resolve`: what is due has its turn, and everything where the clock was set back.
    func looksAtClock() {
        guard isUp, looksSoon else { return }
        looksSoon = false
        watchClock()
        let late = lateFrom()
        guard flight == nil, let next = onDisk?.nextActionAt else { return }
        if next <= wall || late.map({ next >= $0 }) ?? false { takeTurn() }
    }

    /// From when on turns are late, which are taken at once.
    func lateFrom() -> WallTime? {
        defer { late.wereTaken() }
        return late.from(wall: wall, now: instant)
    }

    /// What `PayoutProcessor` does each second, and before each sending.
    func watchClock() {
        _ = settling.remaining(wall: wall, now: instant)
    }

    /// As `PayoutProcessor.timeToSettle`.
    var timeToSettle: Duration {
        let remaining = settling.remaining(wall: wall, now: instant)
        return mutant == .rule3BelievesAClockThatWasSet ? .zero : remaining
    }

    var wall: WallTime {
        WallTime(milliseconds: now + clockLead)
    }

    /// On the host's monotonic clock.
    var instant: MonotonicInstant {
        MonotonicInstant(nanoseconds: (now - Self.start + Self.hour) * 1_000_000)
    }
}
