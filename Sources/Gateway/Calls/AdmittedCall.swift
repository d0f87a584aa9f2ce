public import Contract

/// A call that was checked: its caller may make it and its request says what the contract asks for.
public struct AdmittedCall: Sendable {
    public let endpoint: Endpoint
    public let request: Message
    public let caller: Caller
    public let peer: Peer
    public let deadline: MonotonicInstant
    let began: MonotonicInstant
    /// Its place among the caller's calls in flight, where those are limited; kept as long as the call.
    let place: CallSlot?

    /// The caller as the audit trail names it.
    var auditCaller: AuditCaller {
        AuditCaller(peer, name: caller.name)
    }

    /// Whose payouts the caller sees; nil for everybody's.
    var owner: String? {
        caller.seesEverybody ? nil : caller.name
    }
}
