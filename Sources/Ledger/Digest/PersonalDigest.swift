import Contract
import Crypto

/// Turns a PERSONAL value into a short mark by which equal values can be found in the audit trail, and which tells
/// nothing else to whoever does not have the ledger itself.
///
/// HMAC-SHA256 under a random key that stands in the ledger's table `meta`, is made with the ledger and never
/// exported. Without the key an account number could be found by trying all of them.
public struct PersonalDigest: Sendable {
    /// Bytes of the key.
    static let keyLength = 32
    /// Bytes of the HMAC that are kept: enough that among a million values two different ones share a mark with a
    /// probability below one in ten million.
    static let length = 8

    /// SHA-256 after the key's inner and outer block: half of an HMAC's work is the same for every value.
    private let inner, outer: SHA256

    /// - Parameter key: 32 random bytes.
    init(key: UnsafeRawBufferPointer) {
        inner = Self.hash(of: key, with: 0x36)
        outer = Self.hash(of: key, with: 0x5C)
    }

    private static func hash(of key: UnsafeRawBufferPointer, with pad: UInt8) -> SHA256 {
        precondition(key.count <= SHA256.blockByteCount, "a longer key would have to be hashed first")
        var block = [UInt8](repeating: pad, count: SHA256.blockByteCount)
        for (index, byte) in key.enumerated() { block[index] ^= byte }
        var hash = SHA256()
        hash.update(data: block)
        return hash
    }

    /// The mark of these bytes: 16 hexadecimal digits.
    public func callAsFunction(_ value: UnsafeRawBufferPointer) -> String {
        var inner = inner
        inner.update(bufferPointer: value)
        var outer = outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize().withUnsafeBytes { Hexadecimal.text($0.prefix(Self.length)) }
    }

    /// The mark of this text, over its UTF-8: 16 hexadecimal digits.
    public func callAsFunction(_ value: String) -> String {
        value.withBytes { self(UnsafeRawBufferPointer($0)) }
    }
}
