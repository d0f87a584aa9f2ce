import Contract
import Crypto

/// A link of the audit chain: SHA-256 over the link before and an entry's bytes exactly as stored (docs/audit.md).
public struct ChainHash: Sendable, Hashable, CustomStringConvertible {
    /// Bytes of a hash, in the table and in memory.
    public static let length = 32
    /// What stands before the first entry: 32 zero bytes.
    public static let start = ChainHash(words: (0, 0, 0, 0))

    private var first, second, third, fourth: UInt64

    private init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (first, second, third, fourth) = words
    }

    /// The hash that these bytes are; nil where there are not exactly 32 of them.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.length else { return nil }
        self.init(words: bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self))
    }

    /// The hash that 64 hexadecimal digits are; nil for any other text.
    init?(hexadecimal text: some StringProtocol) {
        guard let hash = Hexadecimal.bytes(text)?.withUnsafeBytes({ ChainHash($0) }) else { return nil }
        self = hash
    }

    /// The link after this one, for an entry of these bytes.
    public func following(_ entry: UnsafeRawBufferPointer) -> ChainHash {
        var hash = SHA256()
        withBytes { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: entry)
        let next = hash.finalize().withUnsafeBytes { ChainHash($0) }
        guard let next else { preconditionFailure("SHA-256 gave something else than 32 bytes") }
        return next
    }

    /// The 32 bytes as the table stores them.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withUnsafeBytes(of: (first, second, third, fourth), body)
    }

    /// 64 hexadecimal digits, lower case.
    public var description: String {
        withBytes { Hexadecimal.text($0) }
    }
}
