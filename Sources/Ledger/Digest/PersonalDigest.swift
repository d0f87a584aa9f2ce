internal import Crypto

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

    private let key: SymmetricKey

    /// - Parameter key: 32 random bytes.
    init(key: UnsafeRawBufferPointer) {
        self.key = SymmetricKey(data: key)
    }

    /// The mark of these bytes: 16 hexadecimal digits.
    public func callAsFunction(_ value: UnsafeRawBufferPointer) -> String {
        var code = HMAC<SHA256>(key: key)
        code.update(data: value)
        return code.finalize().withUnsafeBytes { Hexadecimal.text($0.prefix(Self.length)) }
    }

    /// The mark of this text, over its UTF-8: 16 hexadecimal digits.
    public func callAsFunction(_ value: String) -> String {
        var value = value
        return value.withUTF8 { self(UnsafeRawBufferPointer($0)) }
    }
}
