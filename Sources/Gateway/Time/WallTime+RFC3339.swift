public import Contract

extension WallTime {
    /// RFC 3339 in UTC, to the millisecond: `2026-01-31T23:59:59.123Z`. Years outside 0 to 9999 are cut to them.
    public var rfc3339: String {
        var text = ByteText(capacity: 24)
        appendRFC3339(to: &text)
        return text.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Appends the same, without a String: each call writes half a dozen of them.
    public func appendRFC3339(to text: inout ByteText) {
        let clamped = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let days = clamped.flooredQuotient(by: Self.dayLength)
        let date = Self.civilDate(daysSince1970: days)
        let time = clamped - days * Self.dayLength
        func put(_ value: Int64, digits: Int, then separator: UInt8) {
            text.append(decimal: UInt64(value), digits: digits)
            text.append(separator)
        }
        put(date.year, digits: 4, then: UInt8(ascii: "-"))
        put(date.month, digits: 2, then: UInt8(ascii: "-"))
        put(date.day, digits: 2, then: UInt8(ascii: "T"))
        put(time / 3_600_000, digits: 2, then: UInt8(ascii: ":"))
        put(time / 60_000 % 60, digits: 2, then: UInt8(ascii: ":"))
        put(time / 1_000 % 60, digits: 2, then: UInt8(ascii: "."))
        put(time % 1_000, digits: 3, then: UInt8(ascii: "Z"))
    }

    /// The proleptic Gregorian date of a day, by counting in eras of 400 years that begin on 1 March
    /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civilDate(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
