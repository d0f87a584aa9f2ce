/// The members of one mapping, all of known names.
struct YAMLMembers {
    let node: YAMLNode
    let members: [String: YAMLNode]

    subscript(_ name: String) -> YAMLNode? {
        members[name]
    }

    /// A member that must be there.
    func required(_ name: String) throws(ConfigurationError) -> YAMLNode {
        guard let member = members[name] else { throw node.error("\(name) is missing") }
        return member
    }
}
