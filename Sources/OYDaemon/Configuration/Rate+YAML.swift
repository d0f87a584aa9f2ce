import Contract
import Gateway

extension Rate {
    /// `50/s`, `300/m` or `1000/h`, of which as many may come at once; or `{ limit: 50/s, burst: 10 }`.
    init(_ node: YAMLNode) throws(ConfigurationError) {
        guard node.isMapping else {
            self = try Self.limit(node, burst: nil)
            return
        }
        let members = try node.members(["limit", "burst"])
        let burst: Int? = try members["burst"]?.integer(in: ConfigurationLimits.calls)
        self = try Self.limit(members.required("limit"), burst: burst)
    }

    private static func limit(_ node: YAMLNode, burst: Int?) throws(ConfigurationError) -> Rate {
        let range = ConfigurationLimits.calls
        guard let (count, span) = read(try node.text(), in: range) else {
            throw node.error(
                """
                must be a number from \(range.lowerBound) to \(range.upperBound) by second, minute or hour, such as 50/s, 300/m or 1000/h
                """)
        }
        return Rate(count, per: span, burst: burst)
    }

    /// How often, in which span of time; nil where the text is no rate, or one out of range.
    static func read(_ text: String, in range: ClosedRange<Int>) -> (count: Int, span: Duration)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let spans = ["s": Duration.seconds(1), "m": .seconds(60), "h": .seconds(3_600)]
        guard parts.count == 2, parts[0].utf8.allSatisfy(\.isASCIIDigit), let count = Int(parts[0]), range.contains(count),
            let span = spans[String(parts[1])]
        else { return nil }
        return (count, span)
    }
}
