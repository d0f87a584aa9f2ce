public import Gateway

extension PayoutState {
    /// Whether a payout that a caller was told to be in this state may be in another one later (docs/payouts.md).
    public func canBecome(_ later: PayoutState) -> Bool {
        switch self {
        case .awaitingApproval: true
        // What may have been sent may turn out not to have been; but who has approved it cannot take that back.
        case .recorded, .unknown: later != .awaitingApproval
        // OY! has it: it does not cease to.
        case .inProgress: [.inProgress, .completed, .failed].contains(later)
        case .completed, .failed, .rejected, .cancelled: self == later
        }
    }
}
