/// Everything that can be chosen about a simulator.
public struct SimulatorConfiguration: Sendable {
    /// Where to listen. Port 0: any free one.
    public struct Address: Sendable, Equatable {
        public var host: String
        public var port: Int

        public init(host: String = "127.0.0.1", port: Int = 0) {
            self.host = host
            self.port = port
        }

        /// Reads `host:port`, with `[…]` around an IPv6 address. Nil for anything else.
        public init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
            var host = text[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard !host.isEmpty else { return nil }
            self.init(host: String(host), port: Int(port))
        }
    }

    /// Certificate chain and private key of the HTTPS listener, PEM files.
    public struct TLS: Sendable, Equatable {
        public var certificateFile: String
        public var keyFile: String

        public init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// HTTP. Nil: not at all.
    public var listen: Address? = Address()
    /// HTTPS, which needs `tls`. Nil: not at all.
    public var listenTLS: Address?
    /// The control API on an address of its own, which stays open when a fault refuses connections. It is served at the
    /// other addresses in any case.
    public var listenControl: Address?
    public var tls: TLS?
    /// What stands before every path but the control API's, such as `/staging/partner`. Empty: nothing.
    public var pathPrefix = ""
    public var username = "myuser"
    public var apiKey = "7654321"
    public var usernameHeader = "X-OY-Username"
    public var apiKeyHeader = "X-Api-Key"
    /// Where callbacks go; the kind is added to the path. Nil: none are sent.
    public var callbackURL: String?
    /// The partner's deposit, in rupiah.
    public var balance = 1_000_000_000
    /// The largest payout, in rupiah.
    public var maximumPayout = 100_000_000
    /// How long until an accepted payout is final. Nil: only the control API moves payouts.
    public var settleAfter: Duration?
    /// Of a hundred payouts, how many fail.
    public var failPercent = 0
    /// Whether a `partner_trx_id` is refused the second time. Off, the books show who relied on it.
    public var deduplicates = true
    /// Takes one readable line per request. Nil: no log.
    public var log: (@Sendable (String) -> Void)?

    public init() {}

    /// The listeners that it asks for, each with its address.
    var addresses: [(listener: Simulator.Listener, address: Address)] {
        let all: [(Simulator.Listener, Address?)] = [(.http, listen), (.https, listenTLS), (.control, listenControl)]
        return all.compactMap { listener, address in address.map { (listener, $0) } }
    }

    var rules: Rules {
        var rules = Rules()
        rules.username = username
        rules.balance = balance
        rules.maximumPayout = maximumPayout
        rules.settleAfter = settleAfter
        rules.failPercent = failPercent
        rules.deduplicates = deduplicates
        return rules
    }
}
