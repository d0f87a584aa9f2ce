import Gateway

/// The header by which a server says when to come again (RFC 9110, 10.2.3).
enum RetryAfter {
    /// - Parameters:
    ///   - value: seconds, or a date in the one form that may be generated (IMF-fixdate).
    ///   - now: what a date is counted from.
    /// - Returns: nil where it can't be read; otherwise zero to `Limits.retryAfter`, whatever was asked for.
    static func parse(_ value: String, now: WallTime) -> Duration? {
        let text = value.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        guard let first = text.first else { return nil }
        if isDigit(first) { return seconds(text) }
        guard let date = HTTPDate.parse(value) else { return nil }
        return min(max(now.duration(to: date), .zero), Limits.retryAfter)
    }

    private static func seconds(_ text: Substring.UTF8View) -> Duration? {
        var seconds: Int64 = 0
        var digits = text[...]
        while let byte = digits.first, isDigit(byte) {
            // Stops counting at a value far past the limit, so that a thousand digits do not overflow.
            seconds = min(seconds * 10 + Int64(byte - 0x30), 1_000_000_000)
            digits = digits.dropFirst()
        }
        guard digits.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
        return min(.seconds(seconds), Limits.retryAfter)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
