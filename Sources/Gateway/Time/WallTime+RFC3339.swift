public import Contract

extension WallTime {
    private static let earliestWritten = WallTime(milliseconds: -62_167_219_200_000)
    /// The end of the year 9999.
    static let latestWritten = WallTime(milliseconds: 253_402_300_799_999)

    /// RFC 3339 in UTC, to the millisecond: `2026-01-31T23:59:59.123Z`. Years outside 0 to 9999 are cut to them.
    public var rfc3339: String {
        var text = ByteText(capacity: 24)
        appendRFC3339(to: &text)
        return text.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Appends the same, without a String: each call writes half a dozen of them.
    public func appendRFC3339(to text: inout ByteText) {
        let clamped = min(max(self, Self.earliestWritten), Self.latestWritten).milliseconds
        let days = clamped.flooredQuotient(by: Self.dayLength)
        let date = CalendarDay(number: days).date
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
}
