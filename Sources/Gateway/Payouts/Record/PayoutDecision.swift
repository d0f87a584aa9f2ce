/// What a person can decide about a payout.
enum PayoutDecision: String, Sendable, CaseIterable {
    case cancel
    case approve
    case decline
    /// Send it again, the same bytes under the same id.
    case resend
    /// It was paid.
    case paid
    /// It was not paid and never will be.
    case notPaid = "not_paid"
}

extension PayoutDecision {
    /// Only the role `operator` may take it, from what OY!'s support says, and only with a reason.
    var isOperators: Bool {
        switch self {
        case .resend, .paid, .notPaid: true
        case .cancel, .approve, .decline: false
        }
    }

    /// The payout is sent by it, at once or when its turn comes.
    var sends: Bool {
        self == .approve || self == .resend
    }

    /// Only somebody else than who asked for the payout may take it: four eyes.
    var takesAnother: Bool {
        self == .approve || self == .decline
    }

    /// An attempt that is on its way, or may arrive yet, would make it wrong: what OY! said before knows nothing of that attempt.
    var needsSettling: Bool {
        self == .resend || self == .notPaid
    }

    /// It says nothing without a reason.
    var needsReason: Bool {
        isOperators || self == .decline
    }
}
