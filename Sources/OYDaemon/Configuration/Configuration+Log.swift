extension Configuration.Log {
    init(_ node: YAMLNode) throws(ConfigurationError) {
        let members = try node.members(["level", "format"])
        self.init()
        if let node = members["level"] { level = try node.choice(Level.self) }
        if let node = members["format"] { format = try node.choice(Format.self) }
    }
}
