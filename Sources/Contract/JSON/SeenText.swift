/// What stands in an entry of the audit trail as it is: what stands in any JSON string so, and is seen. What does something to the text around
/// it, or to a terminal that shows it, is escaped, so that no entry makes one do anything, however it is printed.
enum SeenText {
    /// How many of the bytes from `first` on do.
    static func length(of text: UnsafeBufferPointer<UInt8>, from first: Int) -> Int {
        precondition(first >= 0)
        guard let start = text.baseAddress else { return 0 }
        var at = first
        while at < text.count {
            while text.count - at >= 8, isSeen(UnsafeRawPointer(start + at).loadUnaligned(as: UInt64.self)) { at += 8 }
            guard at < text.count else { break }
            if start[at] < 0x80 {
                guard isSeen(start[at]) else { break }
                at += 1
            } else {
                guard let (scalar, length) = scalar(of: text, at: at) else {
                    // No character's: nothing that a terminal would obey.
                    at += 1
                    continue
                }
                guard !scalar.isUnseen else { break }
                at += length
            }
        }
        return at - first
    }

    /// The character that begins there, and how many bytes it has; nil where none does.
    static func scalar(of text: UnsafeBufferPointer<UInt8>, at first: Int) -> (Unicode.Scalar, length: Int)? {
        let lead = text[first]
        let length = min(max((~lead).leadingZeroBitCount, 1), 4)
        guard text.count - first >= length else { return nil }
        guard length > 1 else { return lead < 0x80 ? (Unicode.Scalar(lead), 1) : nil }
        let rest = text[first + 1..<first + length]
        // Nothing is taken for a part of a character that is not.
        guard rest.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return nil }
        let value = rest.reduce(UInt32(lead) & (0x7F >> UInt32(length))) { $0 << 6 | UInt32($1 & 0x3F) }
        return Unicode.Scalar(value).map { ($0, length) }
    }

    private static func isSeen(_ byte: UInt8) -> Bool {
        PlainText.isPlain(byte) && byte != delete
    }

    /// Of eight bytes, as `PlainText.isPlain` says it.
    private static func isSeen(_ word: UInt64) -> Bool {
        let deletes = word ^ (ones &* UInt64(delete))
        return PlainText.isPlain(word) && (deletes &- ones) & (ones << 7) == 0
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let delete: UInt8 = 0x7F
}

extension ByteText {
    /// Appends what stands between a JSON string's quotes, escaping what is not seen, too: another text of the same meaning.
    ///
    /// - Parameter escape: appends a quote, a backslash or one of the first 32 control characters as JSON wants it.
    public mutating func append(
        seen text: UnsafeBufferPointer<UInt8>, escapedBy escape: (UInt8, inout ByteText) -> Void
    ) {
        var at = 0
        while true {
            let end = at + SeenText.length(of: text, from: at)
            append(UnsafeBufferPointer(rebasing: text[at..<end]))
            guard end < text.count else { return }
            guard text[end] >= 0x7F, let (scalar, length) = SeenText.scalar(of: text, at: end) else {
                escape(text[end], &self)
                at = end + 1
                continue
            }
            for unit in String(scalar).utf16 {
                append("\\u")
                append(Hexadecimal.text([UInt8(unit >> 8), UInt8(unit & 0xFF)]))
            }
            at = end + length
        }
    }
}
