/// What is different in a new version of the configuration.
struct ConfigurationChanges: Equatable {
    /// Paths of keys, `callers.payroll.methods`.
    var keys: [String]

    /// Those that can't take effect while the daemon runs. What is not known to be safe is among them.
    var needingRestart: [String] {
        keys.filter { key in
            !Self.reloadable.contains { key == $0 || key.hasPrefix("\($0).") }
        }
    }

    private static let reloadable = ["callers", "log.level", "limits.default_deadline"]

    /// The keys that are different for a person: `nothing` where there are none.
    var text: String { keys.isEmpty ? "nothing" : Self.list(keys) }

    /// The keys for a person, a bounded number of them.
    static func list(_ keys: [String]) -> String {
        let named = keys.prefix(Limits.changedKeysNamed).joined(separator: ", ")
        let rest = keys.count - Limits.changedKeysNamed
        return rest > 0 ? "\(named) and \(rest) more" : named
    }
}
