/// Bytes as lower-case hexadecimal digits.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            var end = 0
            for byte in bytes {
                text.initializeElement(at: end, to: digits[Int(byte >> 4)])
                text.initializeElement(at: end + 1, to: digits[Int(byte & 15)])
                end += 2
            }
            return end
        }
    }
}
