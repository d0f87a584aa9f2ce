import Gateway

extension Configuration {
    /// The section `events`.
    static func events(_ node: YAMLNode) throws(ConfigurationError) -> EventSettings {
        var settings = EventSettings()
        let members = try node.members(["keep", "lag_limit"])
        if let node = members["keep"] { settings.keep = try node.duration(in: ConfigurationLimits.keep) }
        settings.lagLimit = max(settings.lagLimit, settings.keep)
        if let node = members["lag_limit"] {
            settings.lagLimit = try node.duration(in: ConfigurationLimits.keep)
            guard settings.lagLimit >= settings.keep else { throw node.error("must not be less than keep") }
        }
        return settings
    }
}
