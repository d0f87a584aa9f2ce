import Contract
import Gateway

/// What a caller may do, topic by topic (README.md, "Configuration").
extension PayoutPolicy {
    /// The keys of a caller that are about its payouts.
    static let keys = ["payouts", "inquiry", "approval_above"]

    init(_ caller: YAMLMembers) throws(ConfigurationError) {
        self.init()
        if let node = caller["payouts"] { try readLimits(node) }
        inquiry = try caller["inquiry"].flatMap { (node) throws(ConfigurationError) in try Self.inquiry(node) }
        approvalAbove = try caller["approval_above"]?.integer(in: ConfigurationLimits.approvalAbove)
        try refuseContradictions(caller)
    }

    private mutating func readLimits(_ node: YAMLNode) throws(ConfigurationError) {
        let members = try node.members(["max_amount", "daily_amount", "daily_count", "banks"])
        maximumAmount = try members["max_amount"]?.integer(in: ConfigurationLimits.amount)
        dailyAmount = try members["daily_amount"]?.integer(in: ConfigurationLimits.amount)
        dailyCount = try members["daily_count"]?.integer(in: ConfigurationLimits.dailyCount)
        banks = try members["banks"].map(Self.banks)
    }

    private static func banks(_ node: YAMLNode) throws(ConfigurationError) -> Set<String> {
        var banks: Set<String> = []
        for element in try node.elements() {
            guard banks.insert(try element.text()).inserted else { throw element.error("is listed twice") }
        }
        guard !banks.isEmpty else { throw node.error("must name at least one bank; without it every bank is allowed") }
        return banks
    }

    /// `required`, which holds for a day, or `{ within: 12h }`.
    private static func inquiry(_ node: YAMLNode) throws(ConfigurationError) -> Duration? {
        guard node.isMapping else {
            guard try node.text() == "required" else { throw node.error("must be required, or { within: 24h }") }
            return ConfigurationLimits.usualInquiryWindow
        }
        let members = try node.members(["required", "within"])
        if let node = members["required"], try node.text() != "true" { throw node.error("must be true, or left out") }
        return try members["within"]?.duration(in: ConfigurationLimits.inquiryWindow) ?? ConfigurationLimits.usualInquiryWindow
    }

    /// Limits of which one makes another meaningless: nobody writes that on purpose.
    private func refuseContradictions(_ caller: YAMLMembers) throws(ConfigurationError) {
        if let maximumAmount, let dailyAmount, maximumAmount > dailyAmount {
            throw caller.node.error(
                "\(maximumAmount) does not fit into daily_amount, \(dailyAmount)", about: "payouts.max_amount")
        }
        if let approvalAbove, let most = maximumAmount ?? dailyAmount, approvalAbove >= most {
            throw caller.node.error("\(approvalAbove) is never exceeded: at most \(most) may be paid", about: "approval_above")
        }
    }
}

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
        let parts = try node.text().split(separator: "/", omittingEmptySubsequences: false)
        let spans = ["s": Duration.seconds(1), "m": .seconds(60), "h": .seconds(3_600)]
        guard parts.count == 2, parts[0].utf8.allSatisfy(\.isASCIIDigit),
            let count = Int(parts[0]), ConfigurationLimits.calls.contains(count), let span = spans[String(parts[1])]
        else {
            let (least, most) = (ConfigurationLimits.calls.lowerBound, ConfigurationLimits.calls.upperBound)
            throw node.error("must be a number from \(least) to \(most) by second, minute or hour, such as 50/s, 300/m or 1000/h")
        }
        return Rate(count, per: span, burst: burst)
    }
}
