/// What OY! was asked about a payout: the same code says something else in answer to each. The raw values are what the audit trail has.
enum PayoutQuestion: String, Sendable {
    /// To pay it.
    case remit = "remit"
    /// What became of it.
    case remitStatus = "remit-status"

    /// Whether OY! says that the payout has come to its end.
    func isEnded(by word: OYWord) -> Bool {
        switch self {
        case .remit: [.completed, .failed].contains(RemitVerdict(word))
        case .remitStatus: [.completed, .failed].contains(StatusVerdict(word))
        }
    }
}
