public import Contract

/// What the log and the audit trail want to know of a call that has ended, refused ones included.
public struct CallRecord: Sendable {
    public var peer: Peer
    /// The configured caller's name; nil for a peer that nobody configured.
    public var caller: String?
    /// `oy.v1.DisbursementService/Remit`; of a method that does not exist what the peer wrote, cut.
    public var method: String
    /// Nil where the method does not exist.
    public var endpoint: Endpoint?
    /// Nil where it could not be read, or was not looked at.
    public var request: Message?
    /// The request as the ledger keeps it, where that has been made already.
    var redactedRequest: RedactedMessage?
    public var result: Result<Message, RPCError>
    public var oyCode: String?
    public var attempts: Int
    public var duration: Duration
    /// One refusal of many: another entry tells how many there were, and no line of its own is written.
    public var isFolded = false

    /// How the caller's name reads where there must be one.
    public var callerName: String { caller ?? "unknown" }

    /// What the caller heard in place of an answer.
    public var error: RPCError? {
        if case .failure(let error) = result { error } else { nil }
    }

    /// The code that the caller heard.
    public var code: RPCCode { error?.code ?? .ok }

    /// The payout that the call was about, where it was about one.
    public var partnerTrxID: String? { request?.partnerTrxID }

    /// The state that a call of `Remit` was answered; nil of other calls, and of an error.
    public var payoutState: PayoutState? {
        guard endpoint?.rpc == .remit, case .success(let answer) = result else { return nil }
        return PayoutState(number: answer.integer("state"))
    }
}
