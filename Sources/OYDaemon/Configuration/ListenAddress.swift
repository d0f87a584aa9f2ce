import Glibc

/// An address of this host on which a listener of the daemon's is opened, `127.0.0.1:9480` or `[::1]:9480`.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// An IP address, an IPv6 one without its brackets. No name: what it leads to would depend on somebody else.
    public var host: String
    /// 0 for any that is free, which the log then tells.
    public var port: Int

    /// Nil for anything else than an IP address and a port.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let port = Int(digits), port <= 65_535
        else { return nil }
        self.port = port
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            self.host = String(host.dropFirst().dropLast())
            guard Self.isAddress(self.host, AF_INET6) else { return nil }
        } else {
            self.host = String(host)
            guard Self.isAddress(self.host, AF_INET) else { return nil }
        }
    }

    /// Whether nobody on another host reaches it.
    var isLoopback: Bool { IPAddress(host)?.isLoopback == true }

    private static func isAddress(_ text: String, _ family: CInt) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { inet_pton(family, text, $0.baseAddress) == 1 }
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension YAMLNode {
    /// An IP address and a port.
    func listenAddress() throws(ConfigurationError) -> ListenAddress {
        guard let address = ListenAddress(try text()) else {
            throw error("must be an IP address and a port, such as 127.0.0.1:9480 or \"[::1]:9480\"")
        }
        return address
    }
}
