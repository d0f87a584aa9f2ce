/// What OY!'s answer to `remit` means for the attempt that it answers.
///
/// The same code means something else in answer to `remit-status`: see `StatusVerdict`.
enum RemitVerdict: Sendable, Equatable {
    /// Paid.
    case completed
    /// OY! has it.
    case accepted
    /// OY! had it, and it failed.
    case failed
    /// This attempt created nothing, and is to come again (429).
    case comeAgain
    /// This attempt created nothing: another request had the id before (203).
    case taken
    /// A request with this id is being worked on (257).
    case inProcess
    /// This attempt created nothing.
    case refused
    /// This attempt created nothing, because OY! refuses the gateway itself.
    case refusedCredentials
    /// Nothing can be concluded. `isKnown` tells a code that OY! documents so (504, 999) from a new one.
    case unclear(isKnown: Bool)

    init(_ word: OYWord) {
        self = word.code.map(Self.init(code:)) ?? Self(httpStatus: word.httpStatus)
        // Where HTTP refuses and the code does not (or the other way round), neither is believed.
        switch word.httpStatus {
        case 401, 403: if self != .refused && self != .refusedCredentials { self = .unclear(isKnown: true) }
        case 429: if self != .comeAgain { self = .unclear(isKnown: true) }
        case 400..<500: if self == .completed || self == .accepted { self = .unclear(isKnown: true) }
        default: break
        }
    }

    private init(code: String) {
        switch OYCode(rawValue: code) {
        case .completed: self = .completed
        case .processed, .inProgress, .pending: self = .accepted
        case .failed: self = .failed
        case .tooManyRequests: self = .comeAgain
        case .duplicatePartnerTrxID: self = .taken
        case .beingProcessed: self = .inProcess
        case .userNotFound, .userNotActive, .addressNotRegistered, .apiKeyNotValid: self = .refusedCredentials
        case .partnerTrxIDNotFound, .bankCodeNotSupported, .balanceNotEnough, .bankAccountNotFound, .amountNotValid, .bankCodeNotAvailable,
            .amountBelowMinimum, .amountAboveMaximum, .virtualAccountNotGenerated, .amountAboveTransactionMaximum, .virtualAccountIDEmpty,
            .virtualAccountStillActive, .requestParameterNotValid:
            self = .refused
        case .gatewayTimeout, .internalServerError: self = .unclear(isKnown: true)
        case nil: self = .unclear(isKnown: false)
        }
    }

    private init(httpStatus: Int) {
        switch httpStatus {
        case 401, 403: self = .refusedCredentials
        case 429: self = .comeAgain
        default: self = .unclear(isKnown: true)
        }
    }
}
