import Gateway
import Upstream

extension Configuration.Socket {
    init(_ node: YAMLNode) throws(ConfigurationError) {
        let members = try node.members(["path", "mode", "group"])
        self.init(path: try members.required("path").socketPath())
        if let node = members["mode"] { mode = try node.fileMode() }
        group = try members["group"]?.text()
    }
}

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
            upstream.attemptTimeout = try node.duration(in: .milliseconds(100) ... .seconds(600))
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
    func setting<Value>(_ read: (String) throws -> Value) throws(ConfigurationError) -> Value {
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

extension Configuration.Log {
    init(_ node: YAMLNode) throws(ConfigurationError) {
        let members = try node.members(["level", "format"])
        self.init()
        if let node = members["level"] { level = try node.choice(Level.self) }
        if let node = members["format"] { format = try node.choice(Format.self) }
    }
}

extension YAMLNode {
    /// A path from the root: the daemon's working directory must not decide what is read.
    func absolutePath() throws(ConfigurationError) -> String {
        let path = try text()
        guard PathWalk.isAbsolute(path) else { throw error("must be an absolute path") }
        return path
    }

    /// A path that a socket's address has room for.
    func socketPath() throws(ConfigurationError) -> String {
        let path = try absolutePath()
        guard path.utf8.count <= Limits.socketNameBytes else {
            throw error("a socket's path has at most \(Limits.socketNameBytes) bytes, this one \(path.utf8.count)")
        }
        return path
    }

    /// A file with a secret: an absolute path, or the name of one of the credentials that systemd hands over.
    ///
    /// - Parameter directory: systemd's `$CREDENTIALS_DIRECTORY`; nil where the daemon was not started with credentials.
    func secretPath(in directory: String?) throws(ConfigurationError) -> String {
        let path = try text()
        if PathWalk.isAbsolute(path) { return path }
        guard !path.contains("/"), path != ".", path != ".." else {
            throw error("must be an absolute path, or the plain name of a credential that systemd hands over")
        }
        guard let directory else {
            throw error("must be an absolute path: $CREDENTIALS_DIRECTORY is not set, so \(path) is no credential of systemd's")
        }
        return "\(directory)/\(path)"
    }

    /// Permission bits in octal, such as 0660.
    func fileMode() throws(ConfigurationError) -> UInt16 {
        guard let mode = UInt16(try text(), radix: 8), mode <= 0o777 else {
            throw error("must be permission bits in octal, such as \"0660\"")
        }
        return mode
    }
}
