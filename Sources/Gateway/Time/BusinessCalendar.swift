import Contract

/// Days as the operator's finance counts them: from midnight to midnight in one time zone, whose clock may be set forward
/// or back, so that a day may have 23 hours, or 25, or (across the date line) none at all.
///
/// A value made of the zone's transitions, which are read once; finding the day of a moment is arithmetic, for the hot
/// path. A day begins at the first moment at which the zone's clocks show its date: where midnight is skipped, at the
/// moment after the gap; where it comes twice, at its first time. So days never overlap and leave nothing out.
public struct BusinessCalendar: Hashable, Sendable {
    /// The zone's name in the IANA database.
    public let name: String
    /// Each with the moment from which it holds; the first one since ever.
    private let offsets: [Offset]

    /// How far the zone's clocks are ahead of UTC, from a moment on.
    private struct Offset: Hashable {
        var since: Int64
        var milliseconds: Int64
    }

    /// - Parameters:
    ///   - name: for people.
    ///   - offset: ahead of UTC before the first transition.
    ///   - transitions: when the clocks were or will be set, and how far ahead of UTC they are from then on, in order.
    public init(name: String, offset: Duration, transitions: [(at: WallTime, offset: Duration)] = []) {
        self.name = name
        var offsets = [Offset(since: .min, milliseconds: offset.wholeMilliseconds)]
        for transition in transitions {
            precondition(transition.at.milliseconds > offsets[offsets.count - 1].since, "transitions come in order")
            offsets.append(Offset(since: transition.at.milliseconds, milliseconds: transition.offset.wholeMilliseconds))
        }
        self.offsets = offsets
    }

    /// Western Indonesian Time, UTC+7, which has no summer time: where nothing else is configured.
    public static let jakarta = BusinessCalendar(name: "Asia/Jakarta", offset: .seconds(7 * 3_600))

    /// The day that `time` is in.
    func day(containing time: WallTime) -> Range<WallTime> {
        let local = Self.sum(time.milliseconds, offsets[index(at: time.milliseconds)].milliseconds)
        var number = local.flooredQuotient(by: WallTime.dayLength)
        // Where clocks were set back over midnight they show the day before once more, which has ended all the same.
        if start(of: number + 1) <= time.milliseconds { number += 1 }
        return range(of: CalendarDay(number: number))
    }

    /// The day of that date; empty where the zone skipped it.
    func range(of day: CalendarDay) -> Range<WallTime> {
        WallTime(milliseconds: start(of: day.number))..<WallTime(milliseconds: start(of: day.number + 1))
    }

    // MARK: Arithmetic

    /// No zone is further from UTC.
    private static let farthestOffset: Int64 = 26 * 3_600_000

    /// The first moment at which the zone's clocks show that date, or a later one.
    private func start(of number: Int64) -> Int64 {
        let (midnight, overflow) = number.multipliedReportingOverflow(by: WallTime.dayLength)
        guard !overflow else { return number < 0 ? .min : .max }
        var index = index(at: Self.sum(midnight, -Self.farthestOffset))
        while index + 1 < offsets.count {
            let moment = max(offsets[index].since, Self.sum(midnight, -offsets[index].milliseconds))
            if moment < offsets[index + 1].since { return moment }
            index += 1
        }
        return max(offsets[index].since, Self.sum(midnight, -offsets[index].milliseconds))
    }

    /// The offset that holds at `time`.
    private func index(at time: Int64) -> Int {
        var low = 0
        var high = offsets.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if offsets[middle].since <= time { low = middle } else { high = middle }
        }
        return low
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? (right < 0 ? .min : .max) : sum
    }
}
