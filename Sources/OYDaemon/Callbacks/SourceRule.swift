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
        case .address(let address):
            guard isTrusted(address) else { return address }
            return rightmostStranger(in: forwardedFor) ?? (forwardedFor.isEmpty ? address : nil)
        case .unixSocket:
            return rightmostStranger(in: forwardedFor)
        }
    }

    func admits(_ source: IPAddress) -> Bool {
        allow.contains { $0.contains(source) }
    }

    /// Nil where what stands there is no address before one was found: nothing to the left of it can be believed.
    private func rightmostStranger(in headers: [String]) -> IPAddress? {
        var last: IPAddress?
        let entries = headers.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for entry in entries.reversed() {
            let text = entry.drop { $0 == " " || $0 == "\t" }
            guard let address = IPAddress(text.prefix { $0 != " " && $0 != "\t" }) else { return nil }
            if !isTrusted(address) { return address }
            last = address
        }
        return last
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        trustedProxies.contains { $0.contains(address) }
    }
}
