import Testing
import TTRPC

/// What an answer of OY!'s becomes for the caller: a row of the table in docs/errors.md.
struct Outcome: CustomTestStringConvertible, Sendable {
    enum Ending: Sendable {
        case success
        case error(StatusCode, reason: String, domain: String)
    }

    /// OY!'s code in the answer.
    let code: String
    let ending: Ending

    var testDescription: String { code }
    /// What OY! says with the code; shown to the caller word for word.
    var words: String { "OY! says \(code)" }

    static func success(_ codes: String...) -> [Outcome] {
        codes.map { Outcome(code: $0, ending: .success) }
    }

    /// OY! refuses this request.
    static func refused(_ code: String, _ rpcCode: StatusCode, _ reason: String) -> [Outcome] {
        [Outcome(code: code, ending: .error(rpcCode, reason: reason, domain: "oyindonesia.com"))]
    }

    /// OY! refuses the gateway.
    static func credentialsRejected(_ codes: String...) -> [Outcome] {
        gateway(codes, .failedPrecondition, "UPSTREAM_CREDENTIALS_REJECTED")
    }

    /// No table knows the code.
    static func unlisted(_ codes: String...) -> [Outcome] {
        gateway(codes, .unknown, "UPSTREAM_CODE_UNKNOWN")
    }

    /// OY! does not know itself; the call may be repeated, and was in vain.
    static func unavailable(_ codes: String...) -> [Outcome] {
        gateway(codes, .unavailable, "UPSTREAM_UNAVAILABLE")
    }

    /// OY! does not know itself; the call must not simply be repeated.
    static func outcomeUnknown(_ codes: String...) -> [Outcome] {
        gateway(codes, .aborted, "OUTCOME_UNKNOWN")
    }

    static let tooManyRequests = refused("429", .resourceExhausted, "UPSTREAM_TOO_MANY_REQUESTS")

    private static func gateway(_ codes: [String], _ code: StatusCode, _ reason: String) -> [Outcome] {
        codes.map { Outcome(code: $0, ending: .error(code, reason: reason, domain: "oy-gateway")) }
    }
}

extension Outcome {
    /// The refusals that mean the same for every RPC but the queries with a vocabulary of their own.
    static let refusals: [Outcome] =
        refused("203", .alreadyExists, "DUPLICATE_PARTNER_TRX_ID")
        + refused("204", .notFound, "PARTNER_TRX_ID_NOT_FOUND")
        + refused("205", .invalidArgument, "BANK_CODE_NOT_SUPPORTED")
        + refused("206", .failedPrecondition, "BALANCE_NOT_ENOUGH")
        + refused("209", .notFound, "BANK_ACCOUNT_NOT_FOUND")
        + refused("210", .invalidArgument, "AMOUNT_NOT_VALID")
        + refused("211", .invalidArgument, "BANK_CODE_NOT_AVAILABLE")
        + refused("212", .outOfRange, "AMOUNT_BELOW_MINIMUM")
        + refused("213", .outOfRange, "AMOUNT_ABOVE_MAXIMUM")
        + refused("214", .failedPrecondition, "VIRTUAL_ACCOUNT_NOT_GENERATED")
        + refused("215", .outOfRange, "AMOUNT_ABOVE_TRANSACTION_MAXIMUM")
        + refused("216", .invalidArgument, "VIRTUAL_ACCOUNT_ID_EMPTY")
        + refused("217", .alreadyExists, "VIRTUAL_ACCOUNT_STILL_ACTIVE")
        + refused("300", .failedPrecondition, "DISBURSEMENT_FAILED")
        + refused("990", .invalidArgument, "REQUEST_PARAMETER_NOT_VALID")
        + credentialsRejected("201", "202", "207", "208")

    /// Codes of later versions of the documentation, and one that nobody has seen yet.
    static let strangers = unlisted("225", "232", "257", "264", "900", "777")

    /// A call that only reads, or may be repeated.
    static let ofRead = success("000", "101", "102", "301") + refusals + strangers + tooManyRequests + unavailable("999", "504")

    /// A call that is sent again only when it surely was not.
    static let ofCreation =
        success("000", "101", "102", "301") + refusals + strangers + tooManyRequests + outcomeUnknown("999", "504")

    /// `GetRemitStatus`: states of the payout are answers, bad ones too; what refuses the query is an error.
    static let ofRemitStatus =
        success("000", "101", "102", "301", "300", "205", "206", "209", "210", "211", "215")
        + refused("204", .notFound, "PARTNER_TRX_ID_NOT_FOUND")
        + refused("990", .invalidArgument, "REQUEST_PARAMETER_NOT_VALID")
        + credentialsRejected("201", "202", "207", "208")
        + unlisted("203", "212", "213", "214", "216", "217") + strangers + tooManyRequests + unavailable("999", "504")

    /// KYC: verdicts against the person are answers.
    static let ofKYC =
        success("000", "002", "003", "004", "005", "006")
        + refused("001", .invalidArgument, "KYC_DATA_NOT_VALID")
        + refusals + strangers + tooManyRequests + outcomeUnknown("999", "504")
}
