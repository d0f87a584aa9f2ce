/// Where a payout stands (docs/payouts.md). The raw values are what the ledger stores, so they never change.
public enum PayoutState: String, Sendable, CaseIterable {
    /// The intent is on disk, and OY! has nothing of it, for certain: it was not sent, or OY! said that it took nothing on.
    case recorded = "RECORDED"
    /// It was sent, or may have been; what became of it is being found out.
    case unknown = "UNKNOWN"
    /// OY! has it.
    case inProgress = "IN_PROGRESS"
    /// Paid.
    case completed = "COMPLETED"
    /// OY! accepted it and reports that it failed, or an operator recorded that it was not paid.
    case failed = "FAILED"
    /// OY! refused it, and this request created nothing. After a 203 there may be another payout of its name.
    case rejected = "REJECTED"
    /// On disk, waits for another person; nothing has been sent.
    case awaitingApproval = "AWAITING_APPROVAL"
    /// Nothing of it is with OY!, as far as the ledger knows, and nothing more is sent.
    case cancelled = "CANCELLED"

    /// It may be with OY!, whose word, or an operator's, decides what becomes of it.
    var movesByOYsWord: Bool {
        self == .unknown || self == .inProgress
    }

    /// A final state never changes again, whatever arrives.
    public var isFinal: Bool {
        switch self {
        case .completed, .failed, .rejected, .cancelled: true
        case .recorded, .unknown, .inProgress, .awaitingApproval: false
        }
    }

    /// Whether a payout in this state counts towards its caller's limits of the day: money has moved, or still may.
    public var countsTowardsDay: Bool {
        switch self {
        case .recorded, .unknown, .inProgress, .completed, .awaitingApproval: true
        case .failed, .rejected, .cancelled: false
        }
    }
}
