import Crypto
public import Gateway

/// What the gateway proves itself with to OY!: the values of two headers.
public struct Credentials: Sendable, Equatable {
    public let username: Secret
    public let apiKey: Secret
    /// The key that was in force before, until the next one is exchanged: nothing is sent with it any more, but it may still
    /// be shown.
    public let previousKey: Secret?
    /// As whom OY! is called with them.
    public let partner: PartnerFingerprint

    /// - Parameters:
    ///   - origin: where OY! is: the same user name is somebody else elsewhere.
    ///   - previous: those that they take the place of.
    /// - Throws: `CredentialsError` where a value is empty, too long, or holds a byte that has no place in a header: a line end
    ///   in it would let it add headers of its own.
    public init(
        username: Secret, apiKey: Secret, for origin: BaseURL, after previous: Credentials? = nil
    ) throws(CredentialsError) {
        try Self.check(username, as: .username)
        try Self.check(apiKey, as: .apiKey)
        self.username = username
        self.apiKey = apiKey
        previousKey = previous?.apiKey == apiKey ? previous?.previousKey : previous?.apiKey
        partner = PartnerFingerprint(username, at: origin)
    }

    private static func check(_ value: Secret, as field: CredentialsError.Field) throws(CredentialsError) {
        guard value.count > 0 else { throw CredentialsError(field: field, fault: .empty) }
        guard value.count <= Limits.credentialBytes else { throw CredentialsError(field: field, fault: .tooLong) }
        let visible = value.withUnsafeBytes { bytes in bytes.allSatisfy { (0x21...0x7E).contains($0) } }
        guard visible else { throw CredentialsError(field: field, fault: .invisibleByte) }
    }
}

extension PartnerFingerprint {
    /// Of SHA-256 over the base URL, a line end and the user name.
    fileprivate init(_ username: Secret, at origin: BaseURL) {
        var digest = SHA256()
        digest.update(data: Array("\(origin)\n".utf8))
        username.withUnsafeBytes { digest.update(bufferPointer: $0) }
        self.init(rawValue: digest.finalize().prefix(8).reduce(0) { $0 << 8 | Int64($1) })
    }
}
