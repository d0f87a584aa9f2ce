/// Whole numbers from decimal text, exactly: `10000`, `10000.0000`, `1.0E+4`. Nothing goes through floating point.
enum ExactInteger {
    /// Magnitude and sign of a number in JSON's grammar.
    struct Value {
        var magnitude: UInt64
        var isNegative: Bool
    }

    /// - Parameter text: a number by JSON's grammar, at most `Limits.jsonNumberBytes` long.
    /// - Throws: `fraction` where it is not whole, `outOfRange` where it is beyond UInt64 or its exponent is absurd.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(ContractError) -> Value {
        var digits = Digits()
        var at = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { at = 1 }
        while at < text.count, text[at].isASCIIDigit {
            digits.append(text[at], isFraction: false)
            at += 1
        }
        if at < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            while at < text.count, text[at].isASCIIDigit {
                digits.append(text[at], isFraction: true)
                at += 1
            }
        }
        if at < text.count { digits.exponent += try exponent(text, after: at) }
        return Value(magnitude: try digits.whole(), isNegative: isNegative)
    }

    private static func exponent(_ text: UnsafeBufferPointer<UInt8>, after letter: Int) throws(ContractError) -> Int {
        var at = letter + 1
        let isNegative = text[at] == UInt8(ascii: "-")
        if isNegative || text[at] == UInt8(ascii: "+") { at += 1 }
        var value = 0
        while at < text.count {
            value = value * 10 + Int(text[at] - UInt8(ascii: "0"))
            guard value <= Limits.jsonExponent else { throw ContractError(.outOfRange, "has an absurd exponent") }
            at += 1
        }
        return isNegative ? -value : value
    }

    /// The digits read so far, as `magnitude` × 10^`exponent`, with zeros at the end held back.
    private struct Digits {
        private var magnitude: UInt64 = 0
        private var overflows = false
        private var zeros = 0
        var exponent = 0

        mutating func append(_ digit: UInt8, isFraction: Bool) {
            if isFraction { exponent -= 1 }
            if digit == UInt8(ascii: "0") {
                zeros += 1
                return
            }
            if magnitude == 0 {
                zeros = 0
            }
            scale(by: zeros)
            zeros = 0
            scale(by: 1)
            let (sum, overflow) = magnitude.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            (magnitude, overflows) = (sum, overflows || overflow)
        }

        /// The number, which must be whole.
        func whole() throws(ContractError) -> UInt64 {
            if magnitude == 0, !overflows { return 0 }
            let exponent = exponent + zeros
            guard exponent >= 0 else { throw ContractError(.fraction, "must be a whole number") }
            var result = self
            result.scale(by: exponent)
            guard !result.overflows else { throw ContractError(.outOfRange, "is out of range") }
            return result.magnitude
        }

        private mutating func scale(by tens: Int) {
            for _ in 0..<min(tens, 20) {
                let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
                (magnitude, overflows) = (product, overflows || overflow)
            }
        }
    }
}
