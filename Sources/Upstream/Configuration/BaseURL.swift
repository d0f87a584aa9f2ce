/// Where OY! is: `https://partner.oyindonesia.com`, or with a path that is part of every request's path, as in
/// `https://sandbox.oyindonesia.com/staging/partner`.
public struct BaseURL: Sendable, Hashable, CustomStringConvertible {
    public enum Scheme: String, Sendable {
        /// For the simulator and tests: the key crosses the network in the clear.
        case http
        case https

        var defaultPort: Int { self == .https ? 443 : 80 }
    }

    public let scheme: Scheme
    public let authority: Authority
    /// Empty, or `/` and more without a `/` at its end, percent-encoded.
    public let pathPrefix: String

    /// - Throws: where `text` is not an absolute http or https URL of host, optional port and optional path alone. What would be
    ///   ignored (user information, query, fragment) is refused instead, and so are dot segments, which others resolve in other ways.
    public init(_ text: String, setting: String = "base_url") throws(UpstreamConfigurationError) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw UpstreamConfigurationError(setting, "holds a byte that has no place in a URL")
        }
        guard let separator = text.firstRange(of: "://"), let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else { throw UpstreamConfigurationError(setting, "does not begin with https:// or http://") }
        guard !text.contains("?") else { throw UpstreamConfigurationError(setting, "a query is not allowed") }
        guard !text.contains("#") else { throw UpstreamConfigurationError(setting, "a fragment is not allowed") }
        let rest = text[separator.upperBound...]
        let pathStart = rest.firstIndex(of: "/") ?? rest.endIndex
        self.scheme = scheme
        self.authority = try Authority(rest[..<pathStart], defaultPort: scheme.defaultPort, setting: setting)
        self.pathPrefix = try Self.prefix(rest[pathStart...], setting: setting)
    }

    private static func prefix(_ path: Substring, setting: String) throws(UpstreamConfigurationError) -> String {
        let trimmed = path.last == "/" ? path.dropLast() : path
        let segments = trimmed.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard trimmed.isEmpty || segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw UpstreamConfigurationError(setting, "the path has an empty or a dot segment")
        }
        guard trimmed.utf8.allSatisfy(RequestTarget.isAllowed) else {
            throw UpstreamConfigurationError(setting, "the path is not percent-encoded")
        }
        return String(trimmed)
    }

    /// What the Host header says: the port only where it is not the scheme's own.
    public var hostHeader: String {
        authority.port == scheme.defaultPort ? authority.bracketedHost : "\(authority.bracketedHost):\(authority.port)"
    }

    public var description: String { "\(scheme.rawValue)://\(hostHeader)\(pathPrefix)" }
}
