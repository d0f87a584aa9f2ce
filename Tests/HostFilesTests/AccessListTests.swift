import Testing

@testable import HostFiles

/// Who gets in by an access control list, as systemd writes one for a unit's user.
@Suite struct AccessListTests {
    private static func bytes(_ entries: [(tag: UInt8, permissions: UInt8, id: UInt32)], version: UInt8 = 2) -> [UInt8] {
        entries.reduce(into: [version, 0, 0, 0]) { bytes, entry in
            bytes += [entry.tag, 0, entry.permissions, 0]
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: entry.id >> (8 * $0)) }
        }
    }

    private static let none = UInt32.max

    /// `user::r--, user:1001:r--, group::---, mask::r--, other::---`: mode 0440.
    static let systemd: [(tag: UInt8, permissions: UInt8, id: UInt32)] = [
        (0x01, 4, none), (0x02, 4, 1_001), (0x04, 0, none), (0x10, 4, none), (0x20, 0, none),
    ]

    @Test("systemd's list lets in its unit's user and nobody else")
    func unit() throws {
        let list = try #require(AccessList(Self.bytes(Self.systemd)))
        #expect(!list.admitsOthers(than: [0, 1_001]))
        #expect(list.admitsOthers(than: [0, 1_002]))
    }

    @Test("Anybody else who is let in is seen", arguments: [
        (2, UInt8(4)), (2, 2), (4, 4), (4, 1),
    ])
    func others(index: Int, permissions: UInt8) throws {
        var entries = Self.systemd
        entries[index].permissions = permissions
        let list = try #require(AccessList(Self.bytes(entries)))
        let masked = index == 2 && permissions & 4 == 0
        #expect(list.admitsOthers(than: [0, 1_001]) == !masked)
    }

    @Test("A group that the mask shuts out is no danger, and a named one that it lets in is")
    func groups() throws {
        let group: (tag: UInt8, permissions: UInt8, id: UInt32) = (0x08, 4, 50)
        var entries = Self.systemd
        entries.insert(group, at: 3)
        #expect(try #require(AccessList(Self.bytes(entries))).admitsOthers(than: [0, 1_001]))
        entries[4].permissions = 0
        #expect(try !#require(AccessList(Self.bytes(entries))).admitsOthers(than: [0]))
    }

    @Test("What is no list is none", arguments: [[], [2, 0, 0], [3, 0, 0, 0], [2, 0, 0, 0, 1], [2, 0, 0, 0, 9, 0, 4, 0, 0, 0, 0, 0]] as [[UInt8]])
    func malformed(bytes: [UInt8]) {
        #expect(AccessList(bytes) == nil)
    }
}
