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
        switch code {
        case "000", "101", "102", "301": .success
        case "201", "202", "207", "208": .credentialsRejected
        case "203": .refusal(.alreadyExists, reason: RPCError.Reason.duplicatePartnerTrxID)
        case "204": .refusal(.notFound, reason: RPCError.Reason.partnerTrxIDNotFound)
        case "205": .refusal(.invalidArgument, reason: "BANK_CODE_NOT_SUPPORTED")
        case "206": .refusal(.failedPrecondition, reason: "BALANCE_NOT_ENOUGH")
        case "209": .refusal(.notFound, reason: "BANK_ACCOUNT_NOT_FOUND")
        case "210": .refusal(.invalidArgument, reason: "AMOUNT_NOT_VALID")
        case "211": .refusal(.invalidArgument, reason: "BANK_CODE_NOT_AVAILABLE")
        case "212": .refusal(.outOfRange, reason: "AMOUNT_BELOW_MINIMUM")
        case "213": .refusal(.outOfRange, reason: "AMOUNT_ABOVE_MAXIMUM")
        case "214": .refusal(.failedPrecondition, reason: "VIRTUAL_ACCOUNT_NOT_GENERATED")
        case "215": .refusal(.outOfRange, reason: "AMOUNT_ABOVE_TRANSACTION_MAXIMUM")
        case "216": .refusal(.invalidArgument, reason: "VIRTUAL_ACCOUNT_ID_EMPTY")
        case "217": .refusal(.alreadyExists, reason: "VIRTUAL_ACCOUNT_STILL_ACTIVE")
        case "300": .refusal(.failedPrecondition, reason: RPCError.Reason.disbursementFailed)
        case "990": .refusal(.invalidArgument, reason: "REQUEST_PARAMETER_NOT_VALID")
        case "429": .tooManyRequests
        case "999", "504": .outcomeUnknown
        default: .unlisted
        }
    }

    /// The answer speaks of a payout: whatever state was learned, a bad one included, is what the caller asked for. The
    /// codes that refuse the query itself stay errors. 203 says that *some* request was a duplicate, and the codes of
    /// virtual accounts have no meaning here: nothing is concluded from them.
    private static func payoutStatus(_ code: String) -> CodeMeaning {
        switch code {
        case "205", "206", "209", "210", "211", "215", "300": .success
        case "203", "212", "213", "214", "216", "217": .unlisted
        default: standard(code)
        }
    }

    /// A verdict against the person is an answer; OY!'s complaint about the request is not.
    private static func kyc(_ code: String) -> CodeMeaning {
        switch code {
        case "002", "003", "004", "005", "006": .success
        case "001": .refusal(.invalidArgument, reason: "KYC_DATA_NOT_VALID")
        default: standard(code)
        }
    }
}
