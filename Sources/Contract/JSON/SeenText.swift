/// What stands in an entry of the audit trail as it is: what stands in any JSON string so, and is seen. What does something to the text around
/// it, or to a terminal that shows it, is escaped, so that no entry makes one do anything, however it is printed.
enum SeenText {
    /// How many of the bytes from `first` on do.
    static func length(of text: UnsafeBufferPointer<UInt8>, from first: Int) -> Int {
        precondition(first >= 0)
        guard let start = text.baseAddress else { return 0 }
        var at = first
        while at < text.count {
            while text.count - at >= 8, isSeen(word(start + at)) { at += 8 }
            // The last look takes what comes before it, too.
            if text.count >= 8, text.count - at < 8, isSeen(word(start + text.count - 8)) { return text.count - first }
            guard at < text.count else { break }
            let length = start[at] < 0x80 ? (isSeen(start[at]) ? 1 : 0) : seenLength(of: text, at: at)
            guard length > 0 else { break }
            at += length
        }
        return at - first
    }

    /// Bytes of the character, none of ASCII, that begins there; 0 where it is not seen.
    @inline(never) private static func seenLength(of text: UnsafeBufferPointer<UInt8>, at first: Int) -> Int {
        // What is no character's is nothing that a terminal would obey.
        guard let (scalar, length) = scalar(of: text, at: first) else { return 1 }
        return scalar.isUnseen ? 0 : length
    }

    /// The character that begins there, and how many bytes it has; nil where none does.
    private static func scalar(of text: UnsafeBufferPointer<UInt8>, at first: Int) -> (Unicode.Scalar, length: Int)? {
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

    /// Appends the character that begins there as an escape.
    ///
    /// - Returns: how many bytes it has; 0 where JSON itself wants it escaped, in a way of its own.
    @inline(never) static func escape(_ text: UnsafeBufferPointer<UInt8>, at first: Int, into json: inout ByteText) -> Int {
        guard text[first] >= delete, let (scalar, length) = scalar(of: text, at: first) else { return 0 }
        for unit in String(scalar).utf16 {
            json.append("\\u")
            json.append(Hexadecimal.text([UInt8(unit >> 8), UInt8(unit & 0xFF)]))
        }
        return length
    }

    private static func isSeen(_ byte: UInt8) -> Bool {
        PlainText.isPlain(byte) && byte != delete
    }

    /// Of eight bytes, as `PlainText.isPlain` says it.
    @inline(__always) private static func isSeen(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let deletes = word ^ (ones &* UInt64(delete))
        return (PlainText.found(word) | (deletes &- ones)) & PlainText.highs == 0
    }

    @inline(__always) private static func word(_ start: UnsafePointer<UInt8>) -> UInt64 {
        UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
    }

    private static let delete: UInt8 = 0x7F
}

extension ByteText {
    /// Appends what stands between a JSON string's quotes, escaping what is not seen, too: another text of the same meaning.
    ///
    /// - Parameter escape: appends a quote, a backslash or one of the first 32 control characters as JSON wants it.
    public mutating func append(
        seen text: UnsafeBufferPointer<UInt8>, escapedBy escape: (UInt8, inout ByteText) -> Void
    ) {
        append(text, asItIsFor: SeenText.length) { text, at, json in
            let length = SeenText.escape(text, at: at, into: &json)
            if length == 0 { escape(text[at], &json) }
            return max(length, 1)
        }
    }
}
