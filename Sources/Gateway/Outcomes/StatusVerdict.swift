/// What OY!'s answer to `remit-status` means for the payout that was asked about.
///
/// Many codes that refuse a `remit` say nothing here: it is the question that was refused, not the payout.
enum StatusVerdict: Sendable, Equatable {
    /// Paid.
    case completed
    /// OY! has it.
    case inProgress
    /// OY! had it, and it failed or was turned down for good. OY! keeps it under its id, so no late attempt can
    /// create it again.
    case failed
    /// OY! knows no such payout, now (204). No proof while an attempt may still be on its way.
    case notFound
    /// Nothing about the payout.
    case nothing
    /// Nothing about the payout: OY! refuses the gateway itself.
    case refusedCredentials
    /// Nothing about the payout, and a person should know: a code that is new, or that makes no sense here.
    case strange

    /// OY! has it, or has paid it.
    var hasIt: Bool { self == .completed || self == .inProgress }

    /// It tells what became of the payout: where not, only a name that OY! gives it counts (`OYWord.hasIt`).
    var speaksOfThePayout: Bool { hasIt || self == .failed }

    /// By OY!'s code alone; nil where there was none.
    init(code: String?) {
        guard let code else {
            self = .nothing
            return
        }
        switch OYCode(rawValue: code) {
        case .completed: self = .completed
        case .processed, .inProgress, .pending: self = .inProgress
        // 300 is the documented failure. The others name what was wrong with the payout itself: its bank, account or
        // amount, or the deposit that it was to be paid from.
        case .failed, .bankCodeNotSupported, .balanceNotEnough, .bankAccountNotFound, .amountNotValid, .bankCodeNotAvailable,
            .amountAboveTransactionMaximum:
            self = .failed
        case .partnerTrxIDNotFound: self = .notFound
        case .userNotFound, .userNotActive, .addressNotRegistered, .apiKeyNotValid: self = .refusedCredentials
        case .tooManyRequests, .gatewayTimeout, .internalServerError: self = .nothing
        // 990 ("transaction unknown") sounds like 204 but is also what a malformed question gets: no basis for
        // sending money again. 203 and 257 speak of a request to pay; 212 to 217 of virtual accounts.
        case .requestParameterNotValid, .duplicatePartnerTrxID, .beingProcessed, .amountBelowMinimum, .amountAboveMaximum,
            .virtualAccountNotGenerated, .virtualAccountIDEmpty, .virtualAccountStillActive, nil:
            self = .strange
        }
    }
}
