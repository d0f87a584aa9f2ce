import Gateway

/// What a caller may pay, and how (docs/configuration.md).
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
            guard banks.insert(try element.bankCode()).inserted else { throw element.error("is listed twice") }
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
