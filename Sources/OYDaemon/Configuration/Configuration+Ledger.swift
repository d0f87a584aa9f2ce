import Gateway

extension Configuration {
    /// Where payouts and the audit trail are kept.
    public struct Ledger: Sendable, Equatable {
        public var path: String
    }

    static func ledger(_ node: YAMLNode) throws(ConfigurationError) -> Ledger {
        Ledger(path: try node.members(["path"]).required("path").absolutePath())
    }

    /// - Parameter attemptTimeout: how long one attempt may take; settling counts from its end.
    static func payouts(
        _ node: YAMLNode?, attemptTimeout: Duration
    ) throws(ConfigurationError) -> PayoutSettings {
        var settings = PayoutSettings(attemptTimeout: attemptTimeout)
        guard let members = try node?.members(["settle", "first_poll", "send_for", "approve_within"]) else { return settings }
        if let node = members["settle"] { settings.settle = try node.duration(in: .seconds(1) ... .seconds(86_400)) }
        if let node = members["first_poll"] { settings.firstPoll = try node.duration(in: .milliseconds(100) ... .seconds(86_400)) }
        if let node = members["send_for"] { settings.sendFor = try node.duration(in: .seconds(1) ... .seconds(7 * 86_400)) }
        if let node = members["approve_within"] {
            settings.approveWithin = try node.duration(in: .seconds(1) ... .seconds(30 * 86_400))
        }
        return settings
    }
}
