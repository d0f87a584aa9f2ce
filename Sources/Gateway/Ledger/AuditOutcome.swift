/// How a call or an attempt ended.
public struct AuditOutcome: Sendable, Equatable {
    /// `OK` or the RPC's status code, `PERMISSION_DENIED`; for an attempt for a payout `begun`, then `answered`,
    /// `unsent` or `unknown`; for a callback `received`, `verified`, `found` or `refused`; for a stream `begun`; `REFUSED` for a
    /// configuration or credentials that were not taken.
    public var code: String
    /// The error's reason, `PAYOUT_ID_REUSED`; for an attempt that was not answered, why.
    public var reason: String?

    public init(code: String, reason: String? = nil) {
        self.code = code
        self.reason = reason
    }
}
