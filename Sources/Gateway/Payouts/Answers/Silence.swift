/// Why an attempt at OY! tells nothing about the payout.
enum Silence: Sendable, Equatable {
    case noAnswer(AttemptFailure.Reason)
    // Of these two the body says nothing either; but where it gives the payout's own name, and OY!'s beside it, OY! has it.
    case http(Int, trxID: String? = nil)
    case unreadable(trxID: String? = nil)
    /// What it said all the same, for the audit trail.
    case notBelieved(Unbelieved, of: OYWord? = nil)

    /// As the audit trail has it.
    var reason: String {
        switch self {
        case .noAnswer(let reason): reason.rawValue
        case .http(let status, _): "http_\(status)"
        case .unreadable: "answer_unreadable"
        case .notBelieved(let why, _): why.rawValue
        }
    }

    /// OY!'s name for the payout, where the answer gave it all the same.
    var trxID: String? {
        switch self {
        case .http(_, let trxID), .unreadable(let trxID): trxID
        case .noAnswer, .notBelieved: nil
        }
    }

    /// OY! has something under the payout's name all the same: it is not sent again (rule 3).
    var hasIt: Bool {
        if case .notBelieved(let why, _) = self { why.isOfOtherMoney } else { trxID != nil }
    }
}
