import Gateway

extension Configuration.Socket {
    init(_ node: YAMLNode) throws(ConfigurationError) {
        let members = try node.members(["path", "mode", "group"])
        self.init(path: try members.required("path").absolutePath())
        if let node = members["mode"] { mode = try node.fileMode() }
        group = try members["group"]?.text()
    }
}

extension Configuration.Upstream {
    init(_ node: YAMLNode) throws(ConfigurationError) {
        let members = try node.members([
            "base_url", "ca_file", "username_header", "api_key_header", "attempt_timeout", "proxy", "paths",
        ])
        self.init(baseURL: try members.required("base_url").text())
        caFile = try members["ca_file"]?.absolutePath()
        if let node = members["username_header"] { usernameHeader = try node.headerName() }
        if let node = members["api_key_header"] { apiKeyHeader = try node.headerName() }
        if let node = members["attempt_timeout"] {
            attemptTimeout = try node.duration(in: .milliseconds(100) ... .seconds(600))
        }
        proxy = try members["proxy"]?.text()
        if let node = members["paths"] {
            for (name, value) in try node.entries() { paths[name] = try value.text() }
        }
    }
}

extension Configuration.CredentialFiles {
    init(_ node: YAMLNode) throws(ConfigurationError) {
        let members = try node.members(["username_file", "api_key_file"])
        self.init(
            usernameFile: try members.required("username_file").absolutePath(),
            apiKeyFile: try members.required("api_key_file").absolutePath())
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
        guard path.hasPrefix("/") else { throw error("must be an absolute path") }
        return path
    }

    /// Permission bits in octal, such as 0660.
    func fileMode() throws(ConfigurationError) -> UInt16 {
        guard let mode = UInt16(try text(), radix: 8), mode <= 0o777 else {
            throw error("must be permission bits in octal, such as \"0660\"")
        }
        return mode
    }

    /// An HTTP header's name: RFC 9110 tokens only, so that no name can carry a second header.
    func headerName() throws(ConfigurationError) -> String {
        let name = try text()
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        guard allowed else { throw error("must be the name of an HTTP header") }
        return name
    }
}
