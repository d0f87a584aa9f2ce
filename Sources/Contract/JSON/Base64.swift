/// Base64 (RFC 4648, section 4): the standard alphabet, padded, nothing else.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// The value of each byte; 64 where it has none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// Appends `bytes` in base64.
    static func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout ByteText) {
        output.reserve((bytes.count + 2) / 3 * 4)
        alphabet.withUnsafeBufferPointer { alphabet in
            var at = 0
            while at < bytes.count {
                let left = bytes.count - at
                let group = UInt32(bytes[at]) << 16 | (left > 1 ? UInt32(bytes[at + 1]) << 8 : 0)
                    | (left > 2 ? UInt32(bytes[at + 2]) : 0)
                output.append(alphabet[Int(group >> 18)])
                output.append(alphabet[Int(group >> 12 & 63)])
                output.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
                output.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
                at += 3
            }
        }
    }

    /// Writes what `text` stands for and gives the number of bytes; nil where it is not base64, or not the only way to
    /// write those bytes. `room` has three bytes for each four of `text`.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, into room: UnsafeMutablePointer<UInt8>) -> Int? {
        guard text.count % 4 == 0 else { return nil }
        var written = 0
        return values.withUnsafeBufferPointer { values in
            for at in stride(from: 0, to: text.count, by: 4) {
                let isLast = at + 4 == text.count
                let padding = isLast && text[at + 3] == UInt8(ascii: "=") ? (text[at + 2] == UInt8(ascii: "=") ? 2 : 1) : 0
                var group: UInt32 = 0
                for place in 0..<4 {
                    let value = place >= 4 - padding ? 0 : values[Int(text[at + place])]
                    guard value < 64 else { return nil }
                    group = group << 6 | UInt32(value)
                }
                // Bits that no byte takes must be zero.
                guard padding == 0 || group & (padding == 1 ? 0xFF : 0xFFFF) == 0 else { return nil }
                room[written] = UInt8(group >> 16)
                if padding < 2 { room[written + 1] = UInt8(group >> 8 & 0xFF) }
                if padding < 1 { room[written + 2] = UInt8(group & 0xFF) }
                written += 3 - padding
            }
            return written
        }
    }
}
