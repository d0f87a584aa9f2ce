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
        let http = HTTPRefusal(status: word.httpStatus)
        self = word.code.map(Self.init(code:)) ?? Self(http)
        if contradicts(http, status: word.httpStatus) || word.trxID != nil && createdNothing { self = .unclear(isKnown: true) }
    }

    /// Where HTTP refuses and the code does not, or the other way round, neither is believed.
    private func contradicts(_ http: HTTPRefusal?, status: Int) -> Bool {
        switch http {
        case .credentials: self != .refused && self != .refusedCredentials
        case .tooManyRequests: self != .comeAgain
        case nil: (400..<500).contains(status) && (self == .completed || self == .accepted)
        }
    }

    /// Whether it says so of this attempt, and of no other payout: OY! has no name for what it did not create, and where it gives one,
    /// it contradicts itself.
    var createdNothing: Bool {
        switch self {
        case .refused, .refusedCredentials, .comeAgain: true
        case .completed, .accepted, .failed, .taken, .inProcess, .unclear: false
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

    private init(_ http: HTTPRefusal?) {
        switch http {
        case .credentials: self = .refusedCredentials
        case .tooManyRequests: self = .comeAgain
        case nil: self = .unclear(isKnown: true)
        }
    }
}
