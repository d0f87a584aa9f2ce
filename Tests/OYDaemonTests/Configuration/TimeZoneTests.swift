import Contract
@testable import Gateway
@testable import OYDaemon
import Testing

/// The calendar as it is read from the zone database.
@Suite struct TimeZoneTests {
    @Test("Days are as the IANA database has them", arguments: [
        ("Asia/Jakarta", "2026-03-08", "2026-03-07T17:00:00.000Z", 24.0),
        ("Asia/Makassar", "2026-03-08", "2026-03-07T16:00:00.000Z", 24),
        ("Asia/Kathmandu", "2026-03-08", "2026-03-07T18:15:00.000Z", 24),
        ("UTC", "2026-03-08", "2026-03-08T00:00:00.000Z", 24),
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00.000Z", 23),
        ("America/New_York", "2026-11-01", "2026-11-01T04:00:00.000Z", 25),
        ("America/New_York", "2099-07-01", "2099-07-01T04:00:00.000Z", 24),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z", 25),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00.000Z", 24.5),
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00.000Z", 23),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z", 0),
    ])
    func days(zone: String, day: String, start: String, hours: Double) throws {
        let calendar = try #require(BusinessCalendar(zone: zone))
        #expect(calendar.name == zone)
        let range = calendar.range(of: try #require(CalendarDay(day)))
        #expect(range.lowerBound.rfc3339 == start)
        #expect(range.lowerBound.duration(to: range.upperBound) == .seconds(Int64(hours * 3600)))
    }

    @Test("Jakarta is what the gateway counts by where nothing is configured")
    func jakarta() throws {
        let read = try #require(BusinessCalendar(zone: "Asia/Jakarta"))
        for day in [0, 10_000, 20_000, 40_000] as [Int64] {
            #expect(read.range(of: CalendarDay(number: day)) == BusinessCalendar.jakarta.range(of: CalendarDay(number: day)))
        }
    }

    @Test("What is no zone of the database", arguments: [
        "", "Jakarta", "WIB", "EST", "GMT+7", "+07:00", "Asia/Nowhere", "Asia/", "/", "../etc/passwd", "asia jakarta",
    ])
    func noZone(name: String) {
        #expect(BusinessCalendar(zone: name) == nil)
    }
}
