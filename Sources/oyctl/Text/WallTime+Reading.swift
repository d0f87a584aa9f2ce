import Contract
import Foundation
import Gateway

/// Times as the gateway and people write them.
extension WallTime {
    static var now: Self { Self(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

    /// Reads `2026-01-31T23:59:59Z`, with or without a fraction of the second and with any offset; nil for anything else.
    init?(rfc3339 text: String) {
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
        self.init(milliseconds: day.number * Self.dayLength + (seconds - ahead) * 1_000 + fraction)
    }

    /// Reads `2026-01-31` as that day's beginning in UTC.
    init?(startOfDay text: String) {
        guard let day = CalendarDay(text) else { return nil }
        self.init(milliseconds: day.number * Self.dayLength)
    }

    /// Reads a time, with or without a fraction, or a day in UTC as the last millisecond of what it names: of `…:59Z` that of the second, of
    /// `2026-01-31` that of the day.
    init?(endOf text: String) {
        if let time = Self(rfc3339: text) {
            self.init(milliseconds: time.milliseconds + (text.contains(".") ? 0 : 999))
        } else if let day = Self(startOfDay: text) {
            self.init(milliseconds: day.milliseconds + Self.dayLength - 1)
        } else {
            return nil
        }
    }
}
