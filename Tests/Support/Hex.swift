/// Bytes in hexadecimal, as fixtures write them and failures show them.
public enum Hex {
    /// The bytes that `text` writes; spaces do not count.
    public static func bytes(_ text: some StringProtocol) -> [UInt8] {
        let digits = text.filter { $0 != " " }.map { digit in
            guard let value = digit.hexDigitValue else { preconditionFailure("no hexadecimal digit: \(digit)") }
            return value
        }
        precondition(digits.count % 2 == 0, "half a byte in \(text)")
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
