/// A point in time, as milliseconds since 1970, and the ways in which OY! writes it.
///
/// The documentation names no zone. The simulator writes dates in Western Indonesian time (UTC+7).
struct Moment: Sendable, Hashable, Comparable {
    var epochMilliseconds: Int64

    static func < (left: Moment, right: Moment) -> Bool { left.epochMilliseconds < right.epochMilliseconds }

    static func + (moment: Moment, duration: Duration) -> Moment {
        let (seconds, attoseconds) = duration.components
        return Moment(epochMilliseconds: moment.epochMilliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// `dd-MM-yyyy HH:mm:ss`, as most answers have it.
    var dayFirst: String {
        let local = Local(self)
        return "\(local.date.dayFirst) \(local.clock)"
    }

    /// `yyyy-MM-dd HH:mm:ss`, as the virtual account's history has it.
    var yearFirst: String {
        let local = Local(self)
        return "\(local.date) \(local.clock)"
    }

    /// `HH:mm:ss` in UTC, for the log, where it stands beside other programs' lines.
    var clock: String { Local(self, secondsEastOfUTC: 0).clock }

    /// The day and the time of day, in Western Indonesian time unless said otherwise.
    private struct Local {
        var date: CalendarDate
        var clock: String

        init(_ moment: Moment, secondsEastOfUTC: Int64 = 7 * 3600) {
            let seconds = moment.epochMilliseconds.floorDivided(by: 1000) + secondsEastOfUTC
            let day = seconds.floorDivided(by: 86_400)
            let second = seconds - day * 86_400
            date = CalendarDate(daysSince1970: Int(day))
            clock = "\((second / 3600).twoDigits):\((second / 60 % 60).twoDigits):\((second % 60).twoDigits)"
        }
    }
}
