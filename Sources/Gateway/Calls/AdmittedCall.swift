public import Contract

/// A call that was checked: its caller may make it and its request says what the contract asks for.
public struct AdmittedCall: Sendable {
    public let endpoint: Endpoint
    public let request: Message
    public let caller: Caller
    public let peer: Peer
    public let deadline: MonotonicInstant
    let began: MonotonicInstant
}
