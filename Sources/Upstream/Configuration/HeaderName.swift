/// The name of a header that carries a credential.
public struct HeaderName: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// `X-OY-Username`, as in OY!'s documentation.
    public static let oyUsername = HeaderName(known: "X-OY-Username")
    /// `X-Api-Key`, as in OY!'s documentation.
    public static let oyAPIKey = HeaderName(known: "X-Api-Key")

    /// Names that frame or route the request: a credential there would break it, or send it elsewhere.
    private static let reserved: Set<String> = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect",
        "user-agent", "accept", "keep-alive", "proxy-connection",
    ]

    /// - Parameter setting: the name to complain under.
    /// - Throws: where `text` is not a token of RFC 9110 (a colon or line end in it would start a header of its own), or names
    ///   a header that the gateway writes itself.
    public init(_ text: String, setting: String = "header") throws(UpstreamConfigurationError) {
        guard !text.isEmpty, text.utf8.count <= 128, text.utf8.allSatisfy(Self.isTokenByte) else {
            throw UpstreamConfigurationError(setting, "not the name of a header")
        }
        guard !Self.reserved.contains(text.lowercased()) else {
            throw UpstreamConfigurationError(setting, "\(text) is written by the gateway itself")
        }
        self.text = text
    }

    private init(known: String) {
        self.text = known
    }

    public var description: String { text }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
