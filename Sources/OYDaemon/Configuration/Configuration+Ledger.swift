extension Configuration {
    /// Where payouts and the audit trail are kept.
    public struct Ledger: Sendable, Equatable {
        public var path: String
    }

    static func ledger(_ node: YAMLNode) throws(ConfigurationError) -> Ledger {
        Ledger(path: try node.members(["path"]).required("path").absolutePath())
    }
}
