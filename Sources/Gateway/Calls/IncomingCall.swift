/// A call as it comes off the wire, nothing of it believed yet.
public struct IncomingCall: Sendable {
    /// Full name of the service, `oy.v1.DisbursementService`.
    public var service: String
    public var method: String
    public var peer: Peer
    /// When the caller stops waiting.
    public var deadline: MonotonicInstant

    public init(service: String, method: String, peer: Peer, deadline: MonotonicInstant) {
        self.service = service
        self.method = method
        self.peer = peer
        self.deadline = deadline
    }

    /// `oy.v1.DisbursementService/Remit`, cut to a bound: it goes into errors, the log and the ledger before anybody
    /// knows whether the peer may call anything.
    public var fullName: String { "\(service)/\(method)".cut }
}
