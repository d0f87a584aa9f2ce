/// Why an attempt at OY! tells nothing about the payout.
enum Silence: Sendable, Equatable {
    case noAnswer(AttemptFailure.Reason)
    // Of these two the body says nothing either; but where it names the payout, and OY!'s name for it, OY! has it.
    case http(Int, hasIt: Bool = false)
    case unreadable(hasIt: Bool = false)
    case notBelieved(Unbelieved)

    /// As the audit trail has it.
    var reason: String {
        switch self {
        case .noAnswer(let reason): reason.rawValue
        case .http(let status, _): "http_\(status)"
        case .unreadable: "answer_unreadable"
        case .notBelieved(let why): why.rawValue
        }
    }

    /// OY! has something under the payout's name all the same: it is not sent again (rule 3).
    var hasIt: Bool {
        switch self {
        case .noAnswer: false
        case .http(_, let hasIt), .unreadable(let hasIt): hasIt
        case .notBelieved(let why): why.isOfOtherMoney
        }
    }
}
