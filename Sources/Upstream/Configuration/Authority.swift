import Glibc

/// A host and a port, as they stand between `://` and the path of a URL.
public struct Authority: Sendable, Hashable {
    /// A name in ASCII, lower case, or an IP address; an IPv6 address without its brackets.
    public let host: String
    /// 1 to 65535.
    public let port: Int
    /// Whether `host` is an IPv6 address.
    public let isIPv6: Bool

    /// The host as URLs and the Host header write it: an IPv6 address in brackets.
    public var bracketedHost: String { isIPv6 ? "[\(host)]" : host }

    /// Whether `host` is an IP address, to which no server name indication can be sent.
    public var isIPAddress: Bool { isIPv6 || Self.isIPv4Address(host) }

    /// - Parameters:
    ///   - text: `host`, `host:port`, `[v6]` or `[v6]:port`.
    ///   - defaultPort: where none is given.
    ///   - setting: the name to complain under.
    init(_ text: Substring, defaultPort: Int, setting: String) throws(UpstreamConfigurationError) {
        guard !text.contains("@") else {
            throw UpstreamConfigurationError(setting, "user information is not allowed in a URL; credentials come from files")
        }
        let host: Substring
        let rest: Substring
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw UpstreamConfigurationError(setting, "a bracket is not closed") }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard Self.isIPv6Address(host) else { throw UpstreamConfigurationError(setting, "not an IPv6 address in brackets") }
            self.isIPv6 = true
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            host = text[..<end]
            rest = text[end...]
            guard Self.isName(host) else { throw UpstreamConfigurationError(setting, "not a host name or address") }
            self.isIPv6 = false
        }
        self.host = host.lowercased()
        self.port = try Self.port(rest, default: defaultPort, setting: setting)
    }

    private static func port(_ text: Substring, default: Int, setting: String) throws(UpstreamConfigurationError) -> Int {
        guard !text.isEmpty else { return `default` }
        let digits = text.dropFirst()
        guard text.first == ":", (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy(isDigit),
            let port = Int(digits), (1...65535).contains(port)
        else { throw UpstreamConfigurationError(setting, "the port is not a number from 1 to 65535") }
        return port
    }

    /// Letters, digits, hyphens and underscores in labels of 1 to 63 bytes: what resolvers and certificates know.
    private static func isName(_ text: Substring) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        // Resolvers read "127.1", "0x7f000001" and "2130706433" as addresses: what ends in a number must be a whole IPv4 address.
        if let last = labels.last, last.utf8.allSatisfy(isDigit) || last.lowercased().hasPrefix("0x"), !isIPv4Address(String(text)) {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isIPv4Address(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(isDigit)
                    && Int(part).map { $0 <= 255 } == true && (part.utf8.count == 1 || part.first != "0")
            }
    }

    private static func isIPv6Address(_ text: Substring) -> Bool {
        var address = in6_addr()
        return text.utf8.count <= 45 && inet_pton(AF_INET6, String(text), &address) == 1
    }
}
