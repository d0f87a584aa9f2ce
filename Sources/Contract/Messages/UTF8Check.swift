/// Checks strings as they come in: well-formed UTF-8 (RFC 3629: nothing overlong, no surrogates, at most U+10FFFF).
enum UTF8Check {
    /// Bytes of the well-formed character that starts at `start`, before `end`; 0 where there is none. Not for ASCII.
    @inline(__always)
    static func length(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
        let left = end - start
        let lead = start[0]
        // The second byte's range depends on the first (Unicode 15, table 3-7).
        let second: ClosedRange<UInt8>
        let length: Int
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard left >= length, second.contains(start[1]) else { return 0 }
        for place in stride(from: 2, to: length, by: 1) where start[place] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// What is wrong with the bytes of a string; nil for nothing.
    static func fault(in bytes: UnsafeBufferPointer<UInt8>) -> ContractError.Kind? {
        guard var at = bytes.baseAddress else { return nil }
        let end = at + bytes.count
        while at < end {
            // Eight at a time while all are ASCII and none is NUL; the borrow marks a zero byte in its high bit.
            while end - at >= 8 {
                let word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
                if (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 != 0 { break }
                at += 8
            }
            guard at < end else { return nil }
            let byte = at[0]
            if byte == 0 { return .nulInString }
            if byte < 0x80 {
                at += 1
                continue
            }
            let length = length(at, end)
            if length == 0 { return .notUTF8 }
            at += length
        }
        return nil
    }
}
