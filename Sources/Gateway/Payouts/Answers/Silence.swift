/// Why an attempt at OY! tells nothing about the payout.
enum Silence: Sendable, Equatable {
    case noAnswer(AttemptFailure.Reason)
    /// An HTTP status that says nothing of the payout, whatever the body says.
    case http(Int)
    case unreadable
    case notBelieved(Unbelieved)

    /// As the audit trail has it.
    var reason: String {
        switch self {
        case .noAnswer(let reason): reason.rawValue
        case .http(let status): "http_\(status)"
        case .unreadable: "answer_unreadable"
        case .notBelieved(let why): why.rawValue
        }
    }
}
