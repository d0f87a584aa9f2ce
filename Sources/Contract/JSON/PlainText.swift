/// What stands in a JSON string as it is: anything but quote, backslash and control characters.
enum PlainText {
    /// How many of the bytes from `first` on do.
    static func length(of text: UnsafeBufferPointer<UInt8>, from first: Int = 0) -> Int {
        precondition(first >= 0)
        guard let start = text.baseAddress else { return 0 }
        var at = first
        while at < text.count {
            while text.count - at >= 8, isPlain(UnsafeRawPointer(start + at).loadUnaligned(as: UInt64.self)) { at += 8 }
            guard at < text.count, isPlain(start[at]) else { break }
            at += 1
        }
        return at - first
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Whether all eight bytes are plain ASCII. False for a few words that are, too: whoever asks then looks at each byte.
    static func isPlain(_ word: UInt64) -> Bool {
        found(word) & highs == 0
    }

    /// The high bit of each byte that is not.
    @inline(__always) static func found(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let slashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        // The high bit of a byte is set where the byte is zero (found by borrowing), below 0x20 or not ASCII. A borrow may
        // mark a byte too many, never one too few.
        return (quotes &- ones) | (slashes &- ones) | (word &- ones &* 0x20) | word
    }

    static let highs: UInt64 = 0x8080_8080_8080_8080
}

extension ByteText {
    /// Appends what stands between a JSON string's quotes.
    ///
    /// - Parameter escape: appends a quote, backslash or control character as JSON wants it.
    public mutating func append(
        _ text: UnsafeBufferPointer<UInt8>, escapedBy escape: (UInt8, inout ByteText) -> Void
    ) {
        append(text, asItIsFor: PlainText.length) { text, at, json in
            escape(text[at], &json)
            return 1
        }
    }

    /// Appends `text`, and in place of what may not stand in it as it is whatever `escape` appends.
    ///
    /// - Parameters:
    ///   - length: how many bytes from a place on may stand as they are.
    ///   - escape: appends what begins at a place, and returns how many bytes of `text` that was.
    @inline(__always) mutating func append(
        _ text: UnsafeBufferPointer<UInt8>, asItIsFor length: (UnsafeBufferPointer<UInt8>, Int) -> Int,
        escape: (UnsafeBufferPointer<UInt8>, Int, inout ByteText) -> Int
    ) {
        var at = 0
        while true {
            let end = at + length(text, at)
            append(UnsafeBufferPointer(rebasing: text[at..<end]))
            guard end < text.count else { return }
            at = end + escape(text, end, &self)
        }
    }
}
