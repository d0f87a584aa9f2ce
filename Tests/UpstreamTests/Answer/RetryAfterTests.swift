import Gateway
import Testing

@testable import Upstream

@Suite struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    static let now = WallTime(milliseconds: 784_111_777_000)

    @Test(
        arguments: [
            ("0", .zero), ("7", .seconds(7)), ("  12 ", .seconds(12)), ("3600", .seconds(3600)), ("3601", .seconds(3600)),
            ("99999999999999999999999999", .seconds(3600)), ("-1", nil), ("+1", nil), ("1.5", nil), ("1 2", nil), ("", nil),
            (" ", nil), ("soon", nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", .zero), ("Sun, 06 Nov 1994 08:50:37 GMT", .seconds(60)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", .zero), ("Tue, 06 Nov 2094 08:49:37 GMT", .seconds(3600)),
            ("Sun, 06 Nov 1994 08:50:37 +0700", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("06 Nov 1994 08:49:37 GMT", nil),
        ] as [(String, Duration?)])
    func values(text: String, wait: Duration?) {
        #expect(RetryAfter.parse(text, now: Self.now) == wait)
    }

    @Test(
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            ("Tue, 01 Mar 2022 00:00:00 GMT", 1_646_092_800), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Wed, 29 Feb 2023 00:00:00 GMT", nil), ("Sun, 31 Nov 1994 00:00:00 GMT", nil), ("Sun, 00 Nov 1994 00:00:00 GMT", nil),
            ("Sun, 06 Now 1994 00:00:00 GMT", nil), ("Sun, 06 Nov 1994 24:00:00 GMT", nil), ("Sun, 06 Nov 1994 00:60:00 GMT", nil),
            ("Sun, 6 Nov 1994 00:00:00 GMT", nil), ("Xyz, 06 Nov 1994 00:00:00 GMT", nil), ("Sun, 06 Nov 1994 0:00:00 GMT", nil),
        ] as [(String, Int64?)])
    func dates(text: String, seconds: Int64?) {
        #expect(HTTPDate.parse(text)?.milliseconds == seconds.map { $0 * 1000 })
    }
}
