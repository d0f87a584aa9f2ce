/// What OY!'s answer to `remit` means for the attempt that it answers.
///
/// The same code means something else in answer to `remit-status`: see `StatusVerdict`.
public enum RemitVerdict: Sendable, Equatable {
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

    public init(_ word: OYWord) {
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
        switch code {
        case "000": self = .completed
        case "101", "102", "301": self = .accepted
        case "300": self = .failed
        case "429": self = .comeAgain
        case "203": self = .taken
        case "257": self = .inProcess
        case "201", "202", "207", "208": self = .refusedCredentials
        case "204", "205", "206", "209", "210", "211", "212", "213", "214", "215", "216", "217", "990": self = .refused
        case "504", "999": self = .unclear(isKnown: true)
        default: self = .unclear(isKnown: false)
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
