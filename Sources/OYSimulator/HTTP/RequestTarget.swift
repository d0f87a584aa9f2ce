/// A request target, taken apart.
struct RequestTarget: Sendable {
    /// Without the query and without the configured prefix. A target that lacks the prefix keeps its whole path.
    let path: String
    let query: [String: String]

    init(_ target: String, prefix: String) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = String(halves.first ?? "")
        path = !prefix.isEmpty && whole.hasPrefix(prefix + "/") ? String(whole.dropFirst(prefix.utf8.count)) : whole
        var query: [String: String] = [:]
        for pair in halves.count > 1 ? halves[1].split(separator: "&") : [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[Self.decoded(sides[0])] = sides.count > 1 ? Self.decoded(sides[1]) : ""
        }
        self.query = query
    }

    var isControl: Bool { path == "/_sim" || path.hasPrefix("/_sim/") }

    /// Percent-decoding. What is not a well-formed escape, or not UTF-8 afterwards, stays as it is.
    static func decoded(_ text: some StringProtocol) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
            {
                out.append(UInt8(high << 4 | low))
                index += 3
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return String(validating: out, as: UTF8.self) ?? String(text)
    }
}
