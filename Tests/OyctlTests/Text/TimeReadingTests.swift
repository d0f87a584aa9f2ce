import Gateway
import Testing

@testable import oyctl

/// Times as operators write and read them.
@Suite struct TimeReadingTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-01-31T23:59:59.123Z", 1_769_903_999_123), ("2026-02-01T06:59:59.1239+07:00", 1_769_903_999_123),
        ("2026-01-31t21:59:59.1z", 1_769_896_799_100), ("2026-01-31 21:59:59-02:30", 1_769_905_799_000), ("1969-12-31T23:59:59Z", -1_000),
    ] as [(String, Int64)])
    func `a time of RFC 3339`(text: String, milliseconds: Int64) {
        #expect(WallTime(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-01-31", "2026-02-30T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T23:60:00Z", "2026-01-31T23:59:59", "2026-01-31T23:59Z",
        "2026-01-31T23:59:59.Z", "2026-01-31T23:59:59+0700", "٢٠٢٦-01-31T23:59:59Z", "2026-01-31T23:59:59Z ",
    ])
    func `anything else is none`(text: String) {
        #expect(WallTime(rfc3339: text) == nil)
    }

    @Test func `a day begins at midnight in UTC`() {
        #expect(WallTime(startOfDay: "2026-01-31")?.milliseconds == 1_769_817_600_000)
        #expect(WallTime(startOfDay: "2026-02-30") == nil)
    }

    @Test(arguments: [
        ("2026-11-26T09:12:33.123Z", "2026-11-26 09:12"), ("", ""), ("2026-11-26", "2026-11-26"),
        ("2026-11-26T09:12:33.123\u{1B}", "2026-11-26T09:12:33.123\u{1B}"),
    ])
    func `people read it to the minute`(text: String, shown: String) {
        #expect(text.toTheMinute == shown)
    }

    @Test(arguments: [
        (-5, "0 s"), (119, "119 s"), (120, "2 min"), (1_075, "17 min"), (7_199, "119 min"), (7_200, "2 h"), (172_799, "47 h"), (172_800, "2 days"),
        (300_000, "3 days"),
    ] as [(Int64, String)])
    func `an age is told coarsely`(seconds: Int64, text: String) {
        #expect(Age.text(from: WallTime(milliseconds: 1_000), to: WallTime(milliseconds: 1_000 + seconds * 1_000)) == text)
    }
}
