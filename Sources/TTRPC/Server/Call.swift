/// One call as its handler sees it.
public struct Call: Sendable {
    /// The full name of the service: `oy.v1.DisbursementService`. Valid UTF-8 without NUL, as all strings here.
    public var service: String
    public var method: String
    /// The method's request message, encoded. Nobody has looked into it yet.
    public var payload: [UInt8]
    /// What the caller added. Never an identity.
    public var metadata: Metadata
    /// When the server answers DEADLINE_EXCEEDED in the handler's place and cancels its task, in nanoseconds of
    /// `CLOCK_MONOTONIC`; nil where the caller gave no timeout. A handler that has something truer to say says it before.
    public var deadlineNanoseconds: Int64?

    public init(
        service: String, method: String, payload: [UInt8], metadata: Metadata = [:], deadlineNanoseconds: Int64? = nil
    ) {
        self.service = service
        self.method = method
        self.payload = payload
        self.metadata = metadata
        self.deadlineNanoseconds = deadlineNanoseconds
    }
}
