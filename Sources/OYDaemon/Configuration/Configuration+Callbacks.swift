import Gateway
import HostFiles

extension Configuration {
    /// Where OY!'s callbacks come in.
    struct Callbacks: Sendable {
        enum Listen: Sendable, Equatable, CustomStringConvertible {
            case tcp(ListenAddress)
            case unix(path: String)

            var description: String {
                switch self {
                case .tcp(let address): "\(address)"
                case .unix(let path): "unix:\(path)"
                }
            }
        }

        var listen: Listen
        /// Permission bits of a Unix socket.
        var mode: UInt16 = 0o660
        var tokenFile: String
        var allow: [CIDR]
        var trustedProxies: [CIDR] = []
        /// Callbacks that are taken in a second.
        var perSecond = 100
    }

    /// The section `callbacks`.
    ///
    /// - Parameter settings: of events, some of which stand here: how long a callback is looked up, and when it is a repetition.
    static func callbacks(
        _ node: YAMLNode, _ settings: inout EventSettings, credentialsDirectory: String?
    ) throws(ConfigurationError) -> Callbacks {
        let members = try node.members([
            "listen", "mode", "token_file", "allow", "trusted_proxies", "rate", "look_up_for", "repeats_within",
        ])
        if let node = members["look_up_for"] { settings.lookUpFor = try node.duration(in: ConfigurationLimits.lookUpFor) }
        if let node = members["repeats_within"] { settings.repeatsWithin = try node.duration(in: ConfigurationLimits.repeatsWithin) }
        return try Callbacks(members, credentialsDirectory)
    }
}

extension Configuration.Callbacks {
    fileprivate init(_ members: YAMLMembers, _ credentialsDirectory: String?) throws(ConfigurationError) {
        self.init(
            listen: try Self.listen(members.required("listen")),
            tokenFile: try members.required("token_file").secretPath(in: credentialsDirectory),
            allow: try Self.blocks(members.required("allow")))
        guard !allow.isEmpty else { throw try members.required("allow").error("must name the addresses that callbacks come from") }
        if let node = members["trusted_proxies"] { trustedProxies = try Self.blocks(node) }
        if let node = members["rate"] { perSecond = try Self.rate(node) }
        if let node = members["mode"] {
            guard case .unix = listen else { throw node.error("is for a Unix socket; listen names an address") }
            mode = try node.fileMode()
        }
    }

    /// `127.0.0.1:8480`, `[::1]:8480` or `unix:/run/oyd/callbacks.sock`.
    private static func listen(_ node: YAMLNode) throws(ConfigurationError) -> Listen {
        let text = try node.text()
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard PathParts.isAbsolute(path), path.utf8.count <= Limits.socketNameBytes else {
                throw node.error("must be unix: and an absolute path of at most \(Limits.socketNameBytes) bytes")
            }
            return .unix(path: path)
        }
        guard let address = ListenAddress(text) else {
            throw node.error("must be an IP address and a port, such as 127.0.0.1:8480 or \"[::1]:8480\", or unix: and a path")
        }
        return .tcp(address)
    }

    private static func blocks(_ node: YAMLNode) throws(ConfigurationError) -> [CIDR] {
        var blocks: [CIDR] = []
        for element in try node.elements() {
            guard let block = CIDR(try element.text()) else {
                throw element.error("must be a block of addresses, such as 203.0.113.0/24, without bits behind its prefix")
            }
            blocks.append(block)
        }
        return blocks
    }

    private static func rate(_ node: YAMLNode) throws(ConfigurationError) -> Int {
        let range = ConfigurationLimits.callbackRate
        guard let rate = Rate.read(try node.text(), in: range), rate.span == .seconds(1) else {
            throw node.error("must be a number from \(range.lowerBound) to \(range.upperBound) and /s, such as 100/s")
        }
        return rate.count
    }
}
