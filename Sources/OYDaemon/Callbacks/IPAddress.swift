import Glibc

/// An IPv4 or IPv6 address. An IPv4 address that was mapped into IPv6 is the IPv4 address that it is.
struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    enum Family: Sendable {
        case v4, v6

        var bits: Int { self == .v4 ? 32 : 128 }
    }

    let family: Family
    /// The address as a number, the first bit the highest of `family.bits`.
    let value: UInt128

    /// Reads an address as `inet_pton` does; nil for anything else, zones and ports included.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            family = .v4
            value = withUnsafeBytes(of: v4, Self.number)
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            let number = withUnsafeBytes(of: v6, Self.number)
            let isMapped = number >> 32 == 0xFFFF
            family = isMapped ? .v4 : .v6
            value = isMapped ? number & 0xFFFF_FFFF : number
        } else {
            return nil
        }
    }

    /// Whether it is this host's, for itself alone.
    var isLoopback: Bool {
        family == .v4 ? value >> 24 == 127 : value == 1
    }

    private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt128 {
        bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    var description: String {
        let bytes = (0..<family.bits / 8).reversed().map { UInt8(truncatingIfNeeded: value >> UInt128($0 * 8)) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            guard inet_ntop(family == .v4 ? AF_INET : AF_INET6, bytes, text.baseAddress!, socklen_t(text.count)) != nil
            else { return "?" }
            return String(cString: text.baseAddress!)
        }
    }
}
