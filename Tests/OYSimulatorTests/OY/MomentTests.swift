import Testing

@testable import OYSimulator

/// Dates and times, against known ones.
@Suite struct MomentTests {
    @Test func formats() {
        // 2020-02-27 00:48:01 UTC
        let moment = Moment(epochMilliseconds: 1_582_764_481_000)
        #expect(moment.dayFirst == "27-02-2020 07:48:01")
        #expect(moment.yearFirst == "2020-02-27 07:48:01")
        #expect(moment.clock == "00:48:01")
        // The day changes seven hours before UTC's does.
        #expect(Moment(epochMilliseconds: 1_583_020_800_000 - 6 * 3_600_000).yearFirst.hasPrefix("2020-03-01"))
    }

    @Test func everyDayFrom1961To2106ReadsAsItIsWritten() {
        var previous = ""
        for day in -3_000..<50_000 {
            let text = CalendarDate(daysSince1970: day).description
            guard CalendarDate(text)?.daysSince1970 == day, previous < text else {
                Issue.record("day \(day) is written as \(text)")
                return
            }
            previous = text
        }
        #expect(CalendarDate("1970-01-01")?.daysSince1970 == 0)
        #expect(CalendarDate("2000-02-29")?.daysSince1970 == 11_016)
    }

    @Test(arguments: ["2021-02-29", "2020-13-01", "2020-00-10", "2020-01-32", "2020-1-01", "20200101", "", "2020-01-01 ", "-020-01-01"])
    func daysThatAreNone(text: String) {
        #expect(CalendarDate(text) == nil)
    }
}
