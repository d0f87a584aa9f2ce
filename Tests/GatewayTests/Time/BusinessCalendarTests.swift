import Contract
import Testing

@testable import Gateway

/// Days in zones whose clocks are set: they partition time whatever the zone does.
@Suite struct BusinessCalendarTests {
    /// Reads `2026-03-08T07:00:00.000Z` by looking for it.
    private static func utc(_ day: String, _ hour: Int64, _ minute: Int64 = 0) throws -> WallTime {
        let number = try #require(CalendarDay(day)).number
        return WallTime(milliseconds: number * 86_400_000 + hour * 3_600_000 + minute * 60_000)
    }

    private static func hours(_ hours: Double) -> Duration { .seconds(Int64(hours * 3_600)) }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var calendar: @Sendable () throws -> BusinessCalendar
        var day: String
        var start: String
        var hours: Double
    }

    /// As the IANA database has them.
    private static let newYork: @Sendable () throws -> BusinessCalendar = {
        BusinessCalendar(
            name: "America/New_York", offset: hours(-5),
            transitions: [(try utc("2026-03-08", 7), hours(-4)), (try utc("2026-11-01", 6), hours(-5))])
    }
    /// Midnight is skipped in spring, and in autumn 00:00 comes after 23:59 has come twice.
    private static let beirut: @Sendable () throws -> BusinessCalendar = {
        BusinessCalendar(
            name: "Asia/Beirut", offset: hours(2),
            transitions: [(try utc("2026-03-28", 22), hours(3)), (try utc("2026-10-24", 21), hours(2))])
    }
    /// Clocks go from 01:00 back to 00:00: midnight comes twice.
    private static let havana: @Sendable () throws -> BusinessCalendar = {
        BusinessCalendar(
            name: "America/Havana", offset: hours(-4), transitions: [(try utc("2026-11-01", 5), hours(-5))])
    }
    /// Clocks went from 00:01 back to 23:01 of the day before.
    private static let goose: @Sendable () throws -> BusinessCalendar = {
        BusinessCalendar(
            name: "America/Goose_Bay", offset: hours(-3), transitions: [(try utc("2010-11-07", 3, 1), hours(-4))])
    }
    /// 30 December 2011 did not take place.
    private static let apia: @Sendable () throws -> BusinessCalendar = {
        BusinessCalendar(
            name: "Pacific/Apia", offset: hours(-10), transitions: [(try utc("2011-12-30", 10), hours(14))])
    }

    static let cases = [
        Case(testDescription: "an ordinary day", calendar: newYork, day: "2026-03-07", start: "2026-03-07T05:00:00.000Z", hours: 24),
        Case(testDescription: "23 hours", calendar: newYork, day: "2026-03-08", start: "2026-03-08T05:00:00.000Z", hours: 23),
        Case(testDescription: "the day after", calendar: newYork, day: "2026-03-09", start: "2026-03-09T04:00:00.000Z", hours: 24),
        Case(testDescription: "25 hours", calendar: newYork, day: "2026-11-01", start: "2026-11-01T04:00:00.000Z", hours: 25),
        Case(testDescription: "midnight is skipped", calendar: beirut, day: "2026-03-29", start: "2026-03-28T22:00:00.000Z", hours: 23),
        Case(
            testDescription: "the hour before midnight comes twice", calendar: beirut, day: "2026-10-24",
            start: "2026-10-23T21:00:00.000Z", hours: 25),
        Case(testDescription: "midnight comes twice", calendar: havana, day: "2026-11-01", start: "2026-11-01T04:00:00.000Z", hours: 25),
        Case(testDescription: "back over midnight", calendar: goose, day: "2010-11-07", start: "2010-11-07T03:00:00.000Z", hours: 25),
        Case(testDescription: "a day that was skipped", calendar: apia, day: "2011-12-30", start: "2011-12-30T10:00:00.000Z", hours: 0),
        Case(testDescription: "the day before it", calendar: apia, day: "2011-12-29", start: "2011-12-29T10:00:00.000Z", hours: 24),
        Case(testDescription: "the day after it", calendar: apia, day: "2011-12-31", start: "2011-12-30T10:00:00.000Z", hours: 24),
    ]

    @Test(arguments: cases) func `days`(_ one: Case) throws {
        let calendar = try one.calendar()
        let range = calendar.range(of: try #require(CalendarDay(one.day)))
        #expect(range.lowerBound.rfc3339 == one.start)
        #expect(range.lowerBound.duration(to: range.upperBound) == Self.hours(one.hours))
    }

    @Test(arguments: cases)
    func `every moment is in exactly the day that says so, around every transition`(_ one: Case) throws {
        let calendar = try one.calendar()
        let middle = try #require(CalendarDay(one.day)).number
        var end: WallTime?
        for number in middle - 5...middle + 5 {
            let range = calendar.range(of: CalendarDay(number: number))
            if let end { #expect(range.lowerBound == end) }
            end = range.upperBound
        }
        let from = calendar.range(of: CalendarDay(number: middle - 3)).lowerBound.milliseconds
        for moment in stride(from: from, to: from + 6 * 86_400_000, by: 7 * 60_000 + 1) {
            let day = calendar.day(containing: WallTime(milliseconds: moment))
            #expect(day.contains(WallTime(milliseconds: moment)))
            #expect(calendar.day(containing: day.lowerBound) == day)
        }
    }

    @Test(arguments: [
        (Int64(0), "1969-12-31T17:00:00.000Z"), (-1, "1969-12-31T17:00:00.000Z"), (-25_200_001, "1969-12-30T17:00:00.000Z"),
        (1_800_000_000_000, "2027-01-14T17:00:00.000Z"),
    ])
    func `in Jakarta, before 1970 and at the ends of time too`(milliseconds: Int64, start: String) {
        #expect(BusinessCalendar.jakarta.day(containing: WallTime(milliseconds: milliseconds)).lowerBound.rfc3339 == start)
        for end in [Int64.min, .max] { _ = BusinessCalendar.jakarta.day(containing: WallTime(milliseconds: end)) }
    }
}
