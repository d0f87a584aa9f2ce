extension Configuration.Socket {
    init(_ node: YAMLNode) throws(ConfigurationError) {
        let members = try node.members(["path", "mode", "group"])
        self.init(path: try members.required("path").socketPath())
        if let node = members["mode"] { mode = try node.fileMode() }
        group = try members["group"]?.text()
    }
}
