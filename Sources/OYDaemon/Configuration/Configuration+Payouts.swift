import Gateway

extension Configuration {
    /// - Parameter attemptTimeout: how long one attempt may take; settling counts from its end.
    static func payouts(
        _ node: YAMLNode?, attemptTimeout: Duration
    ) throws(ConfigurationError) -> PayoutSettings {
        var settings = PayoutSettings(attemptTimeout: attemptTimeout)
        guard let members = try node?.members(["settle", "first_poll", "send_for", "approve_within", "send"]) else { return settings }
        if let node = members["settle"] { settings.settle = try node.duration(in: ConfigurationLimits.settle) }
        if let node = members["first_poll"] { settings.firstPoll = try node.duration(in: ConfigurationLimits.firstPoll) }
        if let node = members["send_for"] { settings.sendFor = try node.duration(in: ConfigurationLimits.sendFor) }
        if let node = members["approve_within"] { settings.approveWithin = try node.duration(in: ConfigurationLimits.approveWithin) }
        if let node = members["send"] { settings.sends = try sends(node) }
        return settings
    }

    private static func sends(_ node: YAMLNode) throws(ConfigurationError) -> Bool {
        switch try node.text() {
        case "true": true
        case "false": false
        default: throw node.error("must be true or false")
        }
    }
}
