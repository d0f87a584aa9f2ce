public import Contract

/// What the log and the audit trail want to know of a call that has ended, refused ones included.
public struct CallRecord: Sendable {
    public var peer: Peer
    /// The configured caller's name; nil for a peer that nobody configured.
    public var caller: String?
    /// `oy.v1.DisbursementService/Remit`, as the peer wrote it.
    public var method: String
    /// Nil where the method does not exist.
    public var endpoint: Endpoint?
    /// Nil where it could not be read, or was not looked at.
    public var request: Message?
    public var result: Result<Message, RPCError>
    public var oyCode: String?
    public var attempts: Int
    public var duration: Duration
}

/// Where ended calls are written down.
public protocol CallJournal: Sendable {
    func callEnded(_ record: CallRecord)
}
