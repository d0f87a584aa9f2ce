import Contract
import Testing

@testable import Gateway

@Suite struct TimeTests {
    @Test("RFC 3339, UTC, milliseconds", arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_769_851_800_007, "2026-01-31T09:30:00.007Z"),
        (1_709_251_199_999, "2024-02-29T23:59:59.999Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ])
    func rfc3339(milliseconds: Int64, expected: String) {
        #expect(WallTime(milliseconds: milliseconds).rfc3339 == expected)
    }

    @Test("A business day begins at midnight in Jakarta and has 24 hours", arguments: [
        ("2026-01-31", "2026-01-30T17:00:00.000Z"), ("2024-02-29", "2024-02-28T17:00:00.000Z"),
        ("2024-03-01", "2024-02-29T17:00:00.000Z"), ("2100-03-01", "2100-02-28T17:00:00.000Z"),
        ("1970-01-01", "1969-12-31T17:00:00.000Z"), ("2000-12-31", "2000-12-30T17:00:00.000Z"),
        ("9999-12-31", "9999-12-30T17:00:00.000Z"),
    ])
    func businessDay(text: String, start: String) throws {
        let day = BusinessCalendar.jakarta.range(of: try #require(CalendarDay(text)))
        #expect(day.lowerBound.rfc3339 == start)
        #expect(day.lowerBound.duration(to: day.upperBound) == .seconds(86_400))
    }

    @Test("Each day begins where the one before ends, over 400 years")
    func everyDay() throws {
        var end = BusinessCalendar.jakarta.range(of: try #require(CalendarDay("1999-12-31"))).upperBound
        for year in 2000..<2400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...days {
                    let text = "\(year)-\(month < 9 ? "0" : "")\(month + 1)-\(day < 10 ? "0" : "")\(day)"
                    let range = BusinessCalendar.jakarta.range(of: try #require(CalendarDay(text)))
                    guard range.lowerBound == end else {
                        Issue.record("\(text) begins at \(range.lowerBound.rfc3339)")
                        return
                    }
                    // The time that is shown is the same day, seven hours earlier.
                    let noon = WallTime(milliseconds: range.lowerBound.milliseconds + 12 * 3_600_000)
                    guard noon.rfc3339 == "\(text)T05:00:00.000Z" else {
                        Issue.record("\(text) shows as \(noon.rfc3339)")
                        return
                    }
                    end = range.upperBound
                }
            }
        }
    }

    @Test("Arithmetic stops at the ends of time, and does not stop the process")
    func overflow() {
        let far = WallTime(milliseconds: .max)
        let early = WallTime(milliseconds: .min)
        #expect(far.advanced(by: .seconds(1)) == far)
        #expect(early.advanced(by: .seconds(-1)) == early)
        #expect(early.duration(to: far) == .milliseconds(Int64.max))
        #expect(far.duration(to: early) == .milliseconds(Int64.min))
        let last = MonotonicInstant(nanoseconds: .max)
        let first = MonotonicInstant(nanoseconds: .min)
        #expect(last.advanced(by: .seconds(1)) == last)
        #expect(first.duration(to: last) == .nanoseconds(Int64.max))
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeNanoseconds == .min)
    }
}
