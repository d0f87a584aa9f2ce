/// A block of addresses: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
struct CIDR: Sendable, Hashable, CustomStringConvertible {
    private let base: IPAddress
    private let length: Int

    /// Nil for anything else, and where bits behind the prefix are set: `10.1.2.3/8` is a slip of the pen, and which
    /// half of it is wrong would be a guess.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let base = IPAddress(parts[0]) else { return nil }
        var length = base.family.bits
        if parts.count == 2 {
            guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let given = Int(parts[1]), given <= length,
                !parts[0].contains(":") || base.family == .v6
            else { return nil }
            length = given
        }
        self.base = base
        self.length = length
        guard Self.prefix(of: base, length) << Self.rest(of: base, length) == base.value else { return nil }
    }

    func contains(_ address: IPAddress) -> Bool {
        address.family == base.family && Self.prefix(of: address, length) == Self.prefix(of: base, length)
    }

    /// Whether it has more addresses than the widest networks of one's own, 10.0.0.0/8 and fc00::/7.
    var isWiderThanPrivateNetworks: Bool {
        length < (base.family == .v4 ? 8 : 7)
    }

    private static func prefix(of address: IPAddress, _ length: Int) -> UInt128 {
        address.value >> rest(of: address, length)
    }

    /// A shift by all bits gives zero: smart shifts do not overflow.
    private static func rest(of address: IPAddress, _ length: Int) -> UInt128 {
        UInt128(address.family.bits - length)
    }

    var description: String { "\(base)/\(length)" }
}
