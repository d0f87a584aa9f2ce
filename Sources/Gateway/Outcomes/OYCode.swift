import Contract

/// OY!'s status codes: those that its documentation lists, and 257, 429 and 504, which came later or were seen in practice.
///
/// What a code means depends on what was asked: `OutcomeTable` has it for callers, `RemitVerdict` and `StatusVerdict` for payouts. The
/// verdicts of KYC have codes of their own.
public enum OYCode: String, Sendable, CaseIterable {
    case completed = "000"
    case processed = "101"
    case inProgress = "102"
    case userNotFound = "201"
    case userNotActive = "202"
    case duplicatePartnerTrxID = "203"
    case partnerTrxIDNotFound = "204"
    case bankCodeNotSupported = "205"
    case balanceNotEnough = "206"
    case addressNotRegistered = "207"
    case apiKeyNotValid = "208"
    case bankAccountNotFound = "209"
    case amountNotValid = "210"
    case bankCodeNotAvailable = "211"
    case amountBelowMinimum = "212"
    case amountAboveMaximum = "213"
    case virtualAccountNotGenerated = "214"
    case amountAboveTransactionMaximum = "215"
    case virtualAccountIDEmpty = "216"
    case virtualAccountStillActive = "217"
    /// A request with this `partner_trx_id` is being worked on.
    case beingProcessed = "257"
    case failed = "300"
    /// The bank's answer was unclear: OY! waits for another.
    case pending = "301"
    case tooManyRequests = "429"
    case gatewayTimeout = "504"
    case requestParameterNotValid = "990"
    case internalServerError = "999"

    /// OY! refuses the gateway itself: its user name, its key or its address.
    public var refusesCredentials: Bool {
        OutcomeTable.meaning(of: rawValue, in: .standard) == .credentialsRejected
    }
}
