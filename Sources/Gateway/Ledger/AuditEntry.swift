public import Contract

/// One thing that happened, as the audit trail keeps it (docs/audit.md). A member that says nothing is nil and is
/// left out of the entry's JSON.
public struct AuditEntry: Sendable, Equatable {
    /// What kind of thing it was. The raw values are what the ledger stores, so they never change.
    public enum Kind: String, Sendable, CaseIterable {
        /// A call, with its request and its outcome.
        case call
        /// A call, or a whole connection, that the gateway refused: unknown peer, policy, limits, bad input.
        case refusal
        /// One attempt at OY!, or that one is about to be made; with the change of the payout's state that it made, and the
        /// request where the payout begins with it.
        case attempt
        /// That a payout was asked for and waits, a person's decision about it, or a change of its state that no attempt made.
        case transition
        /// OY! contradicted itself, or refuses the gateway: somebody should look.
        case alarm
        /// A callback of OY!'s was received, refused, confirmed or contradicted.
        case callback
        case start
        case stop
        /// The configuration was read.
        case configuration
        /// The credentials were read, or could not be.
        case credentials
    }

    public var time: WallTime
    public var kind: Kind
    public var caller: AuditCaller?
    /// The RPC, `oy.v1.DisbursementService/Remit`; for an attempt the endpoint, `remit` or `remit-status`.
    public var method: String?
    public var request: RedactedMessage?
    public var answer: RedactedMessage?
    public var outcome: AuditOutcome?
    /// OY!'s code.
    public var oyCode: String?
    /// OY!'s name for the payout, where that answer gave one.
    public var trxID: String?
    /// How often OY! was tried so far.
    public var attempts: Int?
    public var duration: Duration?
    /// The payout's `partner_trx_id`.
    public var payout: String?
    /// The payout's state before; nil where it was not there.
    public var from: PayoutState?
    /// The payout's state after.
    public var to: PayoutState?
    /// Anything else for a person, nothing PERSONAL or SECRET in it.
    public var detail: String?

    public init(
        time: WallTime, kind: Kind, caller: AuditCaller? = nil, method: String? = nil, request: RedactedMessage? = nil,
        answer: RedactedMessage? = nil, outcome: AuditOutcome? = nil, oyCode: String? = nil, trxID: String? = nil, attempts: Int? = nil,
        duration: Duration? = nil, payout: String? = nil, from: PayoutState? = nil, to: PayoutState? = nil,
        detail: String? = nil
    ) {
        self.time = time
        self.kind = kind
        self.caller = caller
        self.method = method
        self.request = request
        self.answer = answer
        self.outcome = outcome
        self.oyCode = oyCode
        self.trxID = trxID
        self.attempts = attempts
        self.duration = duration
        self.payout = payout
        self.from = from
        self.to = to
        self.detail = detail
    }
}
