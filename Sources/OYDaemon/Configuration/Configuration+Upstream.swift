import Upstream

extension Configuration {
    static func upstream(
        _ node: YAMLNode
    ) throws(ConfigurationError) -> (UpstreamConfiguration, paths: [String: String]) {
        let members = try node.members([
            "base_url", "ca_file", "username_header", "api_key_header", "attempt_timeout", "proxy", "paths",
        ])
        var upstream = UpstreamConfiguration(baseURL: try members.required("base_url").setting { try BaseURL($0) })
        upstream.caFile = try members["ca_file"]?.absolutePath()
        if let node = members["username_header"] { upstream.usernameHeader = try node.setting { try HeaderName($0) } }
        if let node = members["api_key_header"] { upstream.apiKeyHeader = try node.setting { try HeaderName($0) } }
        if let node = members["attempt_timeout"] {
            upstream.attemptTimeout = try node.duration(in: ConfigurationLimits.attemptTimeout)
        }
        if let node = members["proxy"] { upstream.proxy = try node.setting { try ProxyURL($0) } }
        do {
            try upstream.validate()
        } catch {
            throw members[error.setting]?.error(error.problem) ?? node.error(error.problem, about: error.setting)
        }
        var paths: [String: String] = [:]
        for (name, value) in try members["paths"]?.entries() ?? [] { paths[name] = try value.text() }
        return (upstream, paths)
    }
}

extension YAMLNode {
    /// A value that has rules of its own; what it says is wrong is said of this place.
    fileprivate func setting<Value>(_ read: (String) throws -> Value) throws(ConfigurationError) -> Value {
        let text = try text()
        do {
            return try read(text)
        } catch let error as UpstreamConfigurationError {
            throw self.error(error.problem)
        } catch {
            throw self.error("\(error)")
        }
    }
}
