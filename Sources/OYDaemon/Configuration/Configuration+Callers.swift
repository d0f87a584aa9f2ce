import Gateway

extension Configuration {
    static func callers(
        _ node: YAMLNode, accounts: some AccountDatabase
    ) throws(ConfigurationError) -> [Caller] {
        var callers: [Caller] = []
        var names: Set<String> = []
        for element in try node.elements() {
            let caller = try Caller(element, accounts: accounts)
            guard names.insert(caller.name).inserted else {
                throw element.error("the name \(caller.name) is taken by another caller")
            }
            if let twin = callers.first(where: { $0.isSamePeer(as: caller) }) {
                throw element.error("is the same uid, gid and executable as \(twin.name): only one of them would ever be served")
            }
            callers.append(caller)
        }
        guard !callers.isEmpty else { throw node.error("must name at least one caller: nobody is allowed by default") }
        return callers
    }
}

extension Caller {
    fileprivate init(_ node: YAMLNode, accounts: some AccountDatabase) throws(ConfigurationError) {
        let members = try node.members(
            ["name", "uid", "user", "gid", "group", "executable", "role", "methods", "events"] + PayoutPolicy.keys
                + Self.trafficKeys)
        self.init(
            name: try members.required("name").name(),
            uid: try Self.uid(members, accounts: accounts),
            gid: try Self.gid(members, accounts: accounts),
            executable: try members["executable"].map(Self.executable),
            role: try members["role"]?.choice(Role.self),
            methods: try members["methods"].map(Self.methods))
        if let node = members["events"] { events = try Self.events(node) }
        guard role != nil || members["methods"] != nil else { throw members.node.error("methods or role is missing") }
        payouts = try PayoutPolicy(members)
        try readTraffic(members)
    }

    private static let trafficKeys = ["rate", "max_connections", "max_in_flight"]

    private mutating func readTraffic(_ members: YAMLMembers) throws(ConfigurationError) {
        rate = try members["rate"].map(Rate.init)
        maximumConnections = try members["max_connections"]?.integer(in: ConfigurationLimits.calls)
        maximumInFlight = try members["max_in_flight"]?.integer(in: ConfigurationLimits.calls)
    }

    /// The path of the file itself: what the kernel tells of a process has its symbolic links resolved.
    private static func executable(_ node: YAMLNode) throws(ConfigurationError) -> String {
        let path = try node.absolutePath()
        guard !path.hasSuffix(" (deleted)") else {
            throw node.error("must not end in (deleted), which is how a program shows whose file is gone")
        }
        return path
    }

    private static func events(_ node: YAMLNode) throws(ConfigurationError) -> Set<EventKind> {
        var kinds: Set<EventKind> = []
        for element in try node.elements() {
            guard let kind = EventKind(word: try element.text()) else {
                throw element.error("must be one of \(EventKind.allCases.map(\.word).joined(separator: ", "))")
            }
            kinds.insert(kind)
        }
        return kinds
    }

    private static func uid(
        _ members: YAMLMembers, accounts: some AccountDatabase
    ) throws(ConfigurationError) -> UInt32 {
        switch (members["uid"], members["user"]) {
        case (let number?, nil):
            return try number.integer(in: ConfigurationLimits.account)
        case (nil, let name?):
            return try name.account("user", accounts.uid)
        case (nil, nil):
            throw members.node.error("uid or user is missing")
        case (.some, .some(let name)):
            throw name.error("uid and user say the same thing: give one of them")
        }
    }

    private static func gid(
        _ members: YAMLMembers, accounts: some AccountDatabase
    ) throws(ConfigurationError) -> UInt32? {
        switch (members["gid"], members["group"]) {
        case (let number?, nil):
            return try number.integer(in: ConfigurationLimits.account)
        case (nil, let name?):
            return try name.account("group", accounts.gid)
        case (nil, nil):
            return nil
        case (.some, .some(let name)):
            throw name.error("gid and group say the same thing: give one of them")
        }
    }

    private static func methods(_ node: YAMLNode) throws(ConfigurationError) -> [MethodPattern] {
        var patterns: [MethodPattern] = []
        for element in try node.elements() {
            guard let pattern = MethodPattern(try element.text()) else {
                throw element.error("must be oy.v1.Service/Method, oy.v1.Service/* or *")
            }
            patterns.append(pattern)
        }
        return patterns
    }
}

extension YAMLNode {
    /// The number of the user or group that is named.
    fileprivate func account(
        _ kind: String, _ number: (String) throws(AccountFailure) -> UInt32?
    ) throws(ConfigurationError) -> UInt32 {
        let name = try text()
        let found: UInt32?
        do {
            found = try number(name)
        } catch {
            throw self.error("\(error)")
        }
        guard let found else { throw self.error("there is no \(kind) \(name)") }
        return found
    }
}
