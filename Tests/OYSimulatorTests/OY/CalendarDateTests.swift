import Testing

@testable import OYSimulator

/// Days of the calendar, against known ones.
@Suite struct CalendarDateTests {
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
