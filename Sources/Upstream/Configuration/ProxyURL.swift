/// A proxy that opens tunnels with CONNECT: `http://proxy.internal:3128`.
///
/// It sees the origin's host and port, and what passes through the tunnel as the origin's TLS leaves it: never the credentials.
public struct ProxyURL: Sendable, Hashable, CustomStringConvertible {
    public let authority: Authority

    /// - Throws: where `text` is anything but `http://host:port`. User information is refused: nothing here reads a proxy's password
    ///   from a file, and a configuration is no place for one.
    public init(_ text: String, setting: String = "proxy") throws(UpstreamConfigurationError) {
        let scheme = "http://"
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), text.lowercased().hasPrefix(scheme) else {
            throw UpstreamConfigurationError(setting, "does not begin with http://")
        }
        var rest = text.dropFirst(scheme.count)
        if rest.last == "/" { rest = rest.dropLast() }
        self.authority = try Authority(rest, defaultPort: 3128, setting: setting)
    }

    public var description: String { "http://\(authority.bracketedHost):\(authority.port)" }
}
