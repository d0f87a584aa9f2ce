import Gateway

extension Duration {
    /// Reads `250ms`, `30s`, `15m`, `2h` and `7d`; nil for anything else, signs and fractions included.
    init?(text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count <= 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(count)
        case "s": self = .seconds(count)
        case "m": self = .seconds(count * 60)
        case "h": self = .seconds(count * 3_600)
        case "d": self = .seconds(count * 86_400)
        default: return nil
        }
    }

    /// The same in the largest unit in which it is a whole number; what is less than a millisecond is left out.
    var text: String {
        let milliseconds = wholeMilliseconds
        let units: [(String, Int64)] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)]
        guard let unit = units.first(where: { milliseconds != 0 && milliseconds % $0.1 == 0 }) else { return "\(milliseconds)ms" }
        return "\(milliseconds / unit.1)\(unit.0)"
    }
}
