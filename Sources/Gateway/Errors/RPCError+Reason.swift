extension RPCError {
    /// The reasons that are told in more than one place, or that decisions turn on: spelled here and nowhere else. Every other
    /// reason stands where its only error is made.
    public enum Reason {
        // MARK: OY!'s word on a payout's name

        public static let duplicatePartnerTrxID = "DUPLICATE_PARTNER_TRX_ID"
        public static let partnerTrxIDNotFound = "PARTNER_TRX_ID_NOT_FOUND"
        public static let disbursementFailed = "DISBURSEMENT_FAILED"

        // MARK: Of OY! itself, or of the call, never of what was asked for

        public static let upstreamCredentialsRejected = "UPSTREAM_CREDENTIALS_REJECTED"
        public static let upstreamTooManyRequests = "UPSTREAM_TOO_MANY_REQUESTS"
        public static let upstreamUnavailable = "UPSTREAM_UNAVAILABLE"
        public static let upstreamCircuitOpen = "UPSTREAM_CIRCUIT_OPEN"
        public static let deadlineExceeded = "DEADLINE_EXCEEDED"

        // MARK: The gateway's own

        public static let methodNotAllowed = "METHOD_NOT_ALLOWED"
        public static let ledgerUnavailable = "LEDGER_UNAVAILABLE"
        public static let dailyLimitReached = "DAILY_LIMIT_REACHED"
        public static let payoutIDReused = "PAYOUT_ID_REUSED"
        public static let payoutDecisionNotPossible = "PAYOUT_DECISION_NOT_POSSIBLE"
    }
}
