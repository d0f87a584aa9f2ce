import Contract

/// Ends of payouts that are errors of an RPC (docs/errors.md).
extension RPCError {
    /// The error with which `Remit` tells a final state other than COMPLETED; nil for every other state, which is an answer.
    init?(_ payout: Payout) {
        switch payout.state {
        case .recorded, .unknown, .inProgress, .awaitingApproval, .completed:
            return nil
        case .rejected, .failed, .cancelled:
            self = payout.livesOnSince == nil ? Self.end(of: payout) : Self.mayBePaid
        }
        metadata["partner_trx_id"] = payout.partnerTrxID
        metadata["state"] = payout.state.rawValue
        metadata["attempts"] = String(payout.attempts)
        // The one licence to pay under another id. Not where OY! has a payout of this id, or was heard to have this one:
        // that may be paid.
        if reason != Reason.duplicatePartnerTrxID, payout.livesOnSince == nil { metadata[Self.notPaid] = "true" }
    }

    private static let notPaid = "not_paid"

    /// It says that the payout may be paid under another id.
    var isLicence: Bool { metadata[Self.notPaid] != nil }

    /// In its place where OY! has reported on the payout since, and that is yet to be looked up. It goes by when asked again.
    var reported: Self {
        var error = Self(
            .unavailable, reason: "PAYOUT_REPORTED",
            message: """
                The ledger says that it was not paid, but OY! has reported on it, and that is being looked into. Ask again, and do not pay it \
                under another id before
                """, retryDelay: .seconds(1))
        error.metadata = metadata.filter { ["partner_trx_id", "state", "attempts"].contains($0.key) }
        return error
    }

    static let mayBePaid = Self(
        .failedPrecondition, reason: "PAYOUT_MAY_BE_PAID",
        message: """
            The ledger says that it was not paid, but OY! has, or has paid, a payout of this id. Ask OY!'s support; do not pay it under \
            another id
            """)

    private static func end(of payout: Payout) -> Self {
        guard payout.state == .cancelled else { return refusal(of: payout) }
        var error = Self(
            .failedPrecondition, reason: "PAYOUT_CANCELLED",
            message: "The payout was cancelled before OY! took any of it on")
        if let reason = payout.reason { error.metadata["cancel_reason"] = reason }
        return error
    }

    private static func refusal(of payout: Payout) -> Self {
        let status = payout.oyCode.map { AnswerStatus(code: $0, message: payout.oyMessage ?? "") }
        let http = payout.oyHTTPStatus ?? 200
        if payout.failedByOperatorsWord {
            return Self(
                .failedPrecondition, reason: "PAYOUT_NOT_PAID",
                message: "An operator recorded, on OY!'s word, that the payout was not paid")
        }
        guard let status else { return credentialsWereRejected(nil, http: http) }
        return switch OutcomeTable.meaning(of: status.code, in: .standard) {
        case .refusal(let code, Reason.duplicatePartnerTrxID): nameWasTaken(code, status, http: http)
        case .refusal(let code, let reason): .refusal(code, reason: reason, status, http: http)
        case .credentialsRejected: credentialsWereRejected(status, http: http)
        default: .refusal(.failedPrecondition, reason: Reason.disbursementFailed, status, http: http)
        }
    }

    /// The one refusal that may hide a payment: after a ledger was lost or restored it may be of this very payout.
    private static func nameWasTaken(_ code: RPCCode, _ status: AnswerStatus, http: Int) -> Self {
        var error = Self.refusal(code, reason: Reason.duplicatePartnerTrxID, status, http: http)
        error.message = """
            OY! has a payout of this id already (OY! 203), which this gateway did not send: it may be paid. Do not pay it under another id \
            before you know whose it is
            """
        return error
    }

    /// As of any other call; but it is told as often as the payout is asked for, long after the credentials were mended.
    private static func credentialsWereRejected(_ status: AnswerStatus?, http: Int) -> Self {
        var error = Self.credentialsRejected(status, http: http)
        error.message = "OY! refused the gateway's credentials or address when this payout was sent: it was not paid, and takes a new id"
        return error
    }
}
