import Gateway
import Upstream
import Yams

extension Configuration {
    /// Reads the configuration's text.
    ///
    /// - Parameters:
    ///   - yaml: the file's content.
    ///   - file: its name, for errors.
    ///   - accounts: turns user and group names into numbers.
    ///   - credentialsDirectory: where systemd hands over credentials, if it does.
    /// - Throws: `ConfigurationError` for the first thing that cannot be.
    init(
        yaml: String, file: String, accounts: some AccountDatabase = SystemAccounts(),
        credentialsDirectory: String? = Self.systemdCredentialsDirectory
    ) throws(ConfigurationError) {
        try self.init(
            Self.document(yaml, file: file), accounts: accounts, credentialsDirectory: credentialsDirectory)
    }

    /// Reads the configuration's document.
    init(
        _ root: YAMLNode, accounts: some AccountDatabase, credentialsDirectory: String?
    ) throws(ConfigurationError) {
        let members = try root.members([
            "socket", "upstream", "credentials", "ledger", "payouts", "limits", "callers", "time_zone", "callbacks",
            "events", "metrics", "log",
        ])
        socket = try Socket(members.required("socket"))
        (upstream, paths) = try Self.upstream(members.required("upstream"))
        credentials = try Self.credentialFiles(
            members["credentials"], root: root, directory: credentialsDirectory)
        ledger = try Self.ledger(members.required("ledger"))
        payouts = try Self.payouts(members["payouts"], attemptTimeout: upstream.attemptTimeout)
        defaultDeadline = try members["limits"].map(Self.defaultDeadline) ?? ConfigurationLimits.usualDeadline
        callers = try Self.callers(members.required("callers"), accounts: accounts)
        calendar = try members["time_zone"].map(Self.calendar) ?? .jakarta
        metrics = try members["metrics"].map(Self.metrics)
        var events = try members["events"].map(Self.events) ?? EventSettings()
        callbacks = try members["callbacks"].map { (node) throws(ConfigurationError) in
            try Self.callbacks(node, &events, credentialsDirectory: credentialsDirectory)
        }
        self.events = events
        if case .tcp(let address)? = callbacks?.listen, address == metrics, address.port != 0, let node = members["metrics"] {
            throw node.error("listens at the same address as callbacks", about: "listen")
        }
        if case .unix(socket.path)? = callbacks?.listen, let node = members["callbacks"] {
            throw node.error("is the socket that callers use", about: "listen")
        }
        log = try members["log"].map(Log.init) ?? Log()
    }

    static func document(_ yaml: String, file: String) throws(ConfigurationError) -> YAMLNode {
        if let line = YAMLAliases.line(ofFirstBeyond: Limits.configurationAliases, in: yaml) {
            throw ConfigurationError(
                file: file, line: line, key: "",
                message: "has more than \(Limits.configurationAliases) aliases (*name): write down what they stand for")
        }
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                throw ConfigurationError(file: file, line: nil, key: "", message: "the file is empty")
            }
            return YAMLNode(node, file: file)
        } catch let error as ConfigurationError {
            throw error
        } catch let error as YamlError {
            throw ConfigurationError(error, file: file)
        } catch {
            throw ConfigurationError(file: file, line: nil, key: "", message: "is not readable as YAML")
        }
    }

    private static func metrics(_ node: YAMLNode) throws(ConfigurationError) -> ListenAddress {
        try node.members(["listen"]).required("listen").listenAddress()
    }

    private static func defaultDeadline(_ node: YAMLNode) throws(ConfigurationError) -> Duration {
        let members = try node.members(["default_deadline"])
        return try members["default_deadline"]?.duration(in: ConfigurationLimits.deadline) ?? ConfigurationLimits.usualDeadline
    }
}

extension ConfigurationError {
    /// What the YAML parser had to say, in one line.
    fileprivate init(_ error: YamlError, file: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, key: "", message: "is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.sorted().joined(separator: ", ")
            self.init(
                file: file, line: context.mark.line, key: names, message: "duplicate key")
        default:
            self.init(file: file, line: nil, key: "", message: "is not readable as YAML")
        }
    }
}
