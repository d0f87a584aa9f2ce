/// Where a callback comes from, and whether callbacks may come from there.
///
/// What `X-Forwarded-For` says is believed only of a proxy that the operator named, and only up to the first address, from
/// the right, that is none: everything to the left of it was written by whoever sent the request.
struct SourceRule: Sendable {
    var allow: [CIDR]
    var trustedProxies: [CIDR]

    /// Who is on the other end of the connection.
    enum Peer: Sendable, Equatable, CustomStringConvertible {
        case address(IPAddress)
        /// Somebody who may open the Unix socket: the operator's own front.
        case unixSocket
        case unknown

        var description: String {
            switch self {
            case .address(let address): "\(address)"
            case .unixSocket: "the Unix socket"
            case .unknown: "unknown"
            }
        }
    }

    /// Whether a callback can come over a connection from there at all, whatever its request says.
    func mayConnect(_ peer: Peer) -> Bool {
        switch peer {
        case .address(let address): admits(address) || isTrusted(address)
        case .unixSocket: true
        case .unknown: false
        }
    }

    /// The address that a request comes from; nil where it can't be told.
    ///
    /// - Parameter forwardedFor: all `X-Forwarded-For` headers, in their order.
    func source(of peer: Peer, forwardedFor: [String]) -> IPAddress? {
        switch peer {
        case .unknown: return nil
        case .address(let address): return isTrusted(address) ? rightmostStranger(in: forwardedFor, behind: address) : address
        case .unixSocket: return rightmostStranger(in: forwardedFor, behind: nil)
        }
    }

    func admits(_ source: IPAddress) -> Bool {
        allow.contains { $0.contains(source) }
    }

    /// The front itself where there are only proxies: the one on the left may be anybody's invention. Nil where what stands there is no
    /// address before a stranger's was found: nothing to the left of it can be believed.
    ///
    /// By bytes: what a sender writes can join the comma of the proxy's behind it into one character.
    private func rightmostStranger(in headers: [String], behind front: IPAddress?) -> IPAddress? {
        let entries = headers.flatMap { $0.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) }
        for entry in entries.reversed() {
            guard let address = IPAddress(Substring(Self.withoutBlanks(entry))) else { return nil }
            if !isTrusted(address) { return address }
        }
        return front
    }

    /// Without the blanks around it.
    private static func withoutBlanks(_ entry: Substring.UTF8View) -> Substring.UTF8View {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let rest = entry.drop(while: isBlank)
        return rest.lastIndex { !isBlank($0) }.map { rest[...$0] } ?? rest
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        trustedProxies.contains { $0.contains(address) }
    }
}
