import ArgumentParser
import Testing

@testable import oyctl

/// The days of an export.
@Suite struct ExportedDaysTests {
    private func days(_ from: String, _ to: String) throws -> [String] {
        try ExportedDays.parse(["--from-day", from, "--to-day", to]).all
    }

    @Test func `each once, the newest first`() throws {
        #expect(try days("2026-02-27", "2026-03-01") == ["2026-03-01", "2026-02-28", "2026-02-27"])
        #expect(try days("2026-02-27", "2026-02-27") == ["2026-02-27"])
        #expect(try ExportedDays.parse([]).all == [])
    }

    @Test func `at most a year and a day`() throws {
        #expect(try days("2026-01-01", "2027-01-01").count == 366)
        #expect(throws: (any Error).self) { try days("2026-01-01", "2027-01-02") }
        #expect(throws: (any Error).self) { try days("2026-01-02", "2026-01-01") }
        #expect(throws: (any Error).self) { try days("0001-01-01", "9999-12-31") }
    }
}
