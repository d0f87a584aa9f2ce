/// An HTTP answer, whole.
public struct UpstreamAnswer: Sendable, Equatable {
    /// HTTP status, 200 to 599.
    public var status: Int
    /// `Retry-After`, where it was given and readable; never negative.
    public var retryAfter: Duration?
    /// The body, within the answer size limit, after any transfer coding.
    public var body: [UInt8]
    /// Whether it can't be the answer to another request: it was the first on its connection, or the connection brought nothing else for
    /// a while after it. Only waited for if the answer does not show the call's `nameInAnswer`; false if that was not possible.
    public var standsAlone: Bool

    /// HTTP 2xx.
    var isSuccess: Bool { (200..<300).contains(status) }

    /// HTTP 4xx.
    var isRefusal: Bool { (400..<500).contains(status) }

    public init(status: Int, retryAfter: Duration? = nil, body: [UInt8], standsAlone: Bool = true) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
        self.standsAlone = standsAlone
    }
}
