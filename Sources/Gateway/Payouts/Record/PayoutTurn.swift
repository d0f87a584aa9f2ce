/// What a payout's turn is about: whether anything of it can be with OY! yet.
///
/// The resolver takes each kind by itself, so that slow answers about many payouts hold up none that is still to be sent.
public enum PayoutTurn: Sendable, CaseIterable {
    /// Nothing has left: it is to be sent, or given up.
    case sending
    /// It has left, or may have: OY! is to be asked about it.
    case asking

    /// The states in which a payout's turn is of this kind.
    public var states: [PayoutState] {
        switch self {
        case .sending: [.recorded, .awaitingApproval]
        case .asking: [.unknown, .inProgress]
        }
    }
}
