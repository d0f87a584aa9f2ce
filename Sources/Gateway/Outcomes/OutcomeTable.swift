public import Contract

/// What each of OY!'s codes means for a caller (docs/errors.md), its undocumented habits included.
public enum OutcomeTable {
    /// The meaning of `code` in an answer to an RPC with this vocabulary.
    ///
    /// - Parameter code: OY!'s `status.code`, as it came.
    public static func meaning(of code: String, in vocabulary: Endpoint.Vocabulary) -> CodeMeaning {
        switch vocabulary {
        case .standard: standard(code)
        case .payoutStatus: payoutStatus(code)
        case .kyc: kyc(code)
        }
    }

    private static func standard(_ code: String) -> CodeMeaning {
        switch OYCode(rawValue: code) {
        case .completed, .processed, .inProgress, .pending: .success
        case .userNotFound, .userNotActive, .addressNotRegistered, .apiKeyNotValid: .credentialsRejected
        case .duplicatePartnerTrxID: .refusal(.alreadyExists, reason: RPCError.Reason.duplicatePartnerTrxID)
        case .partnerTrxIDNotFound: .refusal(.notFound, reason: RPCError.Reason.partnerTrxIDNotFound)
        case .bankCodeNotSupported: .refusal(.invalidArgument, reason: "BANK_CODE_NOT_SUPPORTED")
        case .balanceNotEnough: .refusal(.failedPrecondition, reason: "BALANCE_NOT_ENOUGH")
        case .bankAccountNotFound: .refusal(.notFound, reason: "BANK_ACCOUNT_NOT_FOUND")
        case .amountNotValid: .refusal(.invalidArgument, reason: "AMOUNT_NOT_VALID")
        case .bankCodeNotAvailable: .refusal(.invalidArgument, reason: "BANK_CODE_NOT_AVAILABLE")
        case .amountBelowMinimum: .refusal(.outOfRange, reason: "AMOUNT_BELOW_MINIMUM")
        case .amountAboveMaximum: .refusal(.outOfRange, reason: "AMOUNT_ABOVE_MAXIMUM")
        case .virtualAccountNotGenerated: .refusal(.failedPrecondition, reason: "VIRTUAL_ACCOUNT_NOT_GENERATED")
        case .amountAboveTransactionMaximum: .refusal(.outOfRange, reason: "AMOUNT_ABOVE_TRANSACTION_MAXIMUM")
        case .virtualAccountIDEmpty: .refusal(.invalidArgument, reason: "VIRTUAL_ACCOUNT_ID_EMPTY")
        case .virtualAccountStillActive: .refusal(.alreadyExists, reason: "VIRTUAL_ACCOUNT_STILL_ACTIVE")
        case .failed: .refusal(.failedPrecondition, reason: RPCError.Reason.disbursementFailed)
        case .requestParameterNotValid: .refusal(.invalidArgument, reason: "REQUEST_PARAMETER_NOT_VALID")
        case .tooManyRequests: .tooManyRequests
        case .gatewayTimeout, .internalServerError: .outcomeUnknown
        case .beingProcessed, nil: .unlisted
        }
    }

    /// The answer speaks of a payout: whatever state was learned, a bad one included, is what the caller asked for. The
    /// codes that refuse the query itself stay errors. 203 says that *some* request was a duplicate, and the codes of
    /// virtual accounts have no meaning here: nothing is concluded from them.
    private static func payoutStatus(_ code: String) -> CodeMeaning {
        switch StatusVerdict(code: code) {
        case .failed: .negativeAnswer
        // 990 is also what a malformed question gets.
        case .strange where OYCode(rawValue: code) != .requestParameterNotValid: .unlisted
        case .completed, .inProgress, .notFound, .nothing, .refusedCredentials, .strange: standard(code)
        }
    }

    /// A verdict against the person is an answer; OY!'s complaint about the request is not. These codes are of KYC alone.
    private static func kyc(_ code: String) -> CodeMeaning {
        switch code {
        case "002", "003", "004", "005", "006": .negativeAnswer
        case "001": .refusal(.invalidArgument, reason: "KYC_DATA_NOT_VALID")
        default: standard(code)
        }
    }
}
