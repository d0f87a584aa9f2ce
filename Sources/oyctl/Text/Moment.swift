import Contract
import Foundation
import Gateway

/// A point in time, as the gateway and people write it: RFC 3339.
struct Moment: Comparable {
    /// Since 1970, in UTC.
    var milliseconds: Int64

    static var now: Moment { Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

    static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Moment {
    /// Reads `2026-01-31T23:59:59Z`, with or without a fraction of the second and with any offset; nil for anything else.
    init?(_ text: String) {
        guard
            let match = text.wholeMatch(
                of: #/(\d{4}-\d\d-\d\d)[Tt ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))/#
                    .asciiOnlyDigits()),
            let day = CalendarDay(String(match.1))
        else { return nil }
        func number(_ digits: Substring?) -> Int64 { digits.flatMap { Int64($0) } ?? 0 }
        let seconds = number(match.2) * 3_600 + number(match.3) * 60 + number(match.4)
        let ahead = (number(match.7) * 3_600 + number(match.8) * 60) * (match.6 == "-" ? -1 : 1)
        let fraction = number(match.5.map { ($0 + "000").prefix(3) })
        milliseconds = (day.number * 86_400 + seconds - ahead) * 1_000 + fraction
    }

    /// Reads `2026-01-31` as that day's beginning in UTC.
    init?(startOfDay text: String) {
        guard let day = CalendarDay(text) else { return nil }
        milliseconds = day.number * Self.dayLength
    }

    static let dayLength: Int64 = 86_400_000

    /// `2026-01-31T23:59:59.123Z`
    var rfc3339: String { WallTime(milliseconds: milliseconds).rfc3339 }
}

extension String {
    /// Of a time as the gateway writes it, `2026-11-26T09:12:33.123Z`, what people read: `2026-11-26 09:12`. Anything else stays as it is.
    var toTheMinute: String {
        guard utf8.count == 24, Moment(self) != nil else { return self }
        return String(prefix(16)).replacing("T", with: " ")
    }
}
