/// An amount as OY! reads it: a JSON number, in whole rupiah, however it is spelled (`10000`, `10000.0000`, `1.0E+4`).
enum Amount: Equatable {
    case rupiah(Int)
    /// A number, but with a fraction other than zero, or too large for any amount of money.
    case notWhole
    /// Not a number at all.
    case notANumber

    init(_ json: JSON) {
        guard case .number(let text) = json else {
            self = .notANumber
            return
        }
        self = Self.exact(text).map(Amount.rupiah) ?? .notWhole
    }

    /// Exact decimal arithmetic on the digits: nothing goes through a binary fraction.
    private static func exact(_ text: String) -> Int? {
        let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
        guard let mantissa = parts.first, let exponent = parts.count == 2 ? Int(parts[1]) : 0 else { return nil }
        let negative = mantissa.hasPrefix("-")
        let halves = mantissa.drop(while: { $0 == "-" }).split(separator: ".", omittingEmptySubsequences: false)
        let fraction = halves.count == 2 ? halves[1] : ""
        var digits = Array((String(halves[0]) + fraction).drop(while: { $0 == "0" }))
        if digits.isEmpty { return 0 }
        guard exponent.magnitude < 100 else { return nil }
        let scale = exponent - fraction.count
        if scale < 0 {
            guard digits.count + scale > 0, digits.suffix(-scale).allSatisfy({ $0 == "0" }) else { return nil }
            digits.removeLast(-scale)
        } else {
            digits += repeatElement("0", count: scale)
        }
        return Int((negative ? "-" : "") + String(digits))
    }
}
