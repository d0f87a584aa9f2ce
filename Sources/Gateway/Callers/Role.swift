import Contract

/// What a caller's role allows beyond its configured methods.
public enum Role: String, Sendable, CaseIterable {
    /// Sees everybody's payouts and changes nothing, whatever its methods say.
    case auditor
    /// Sees everybody's payouts and decides about those that are stuck.
    case `operator`
    /// Sees everybody's payouts and approves or declines those that others ask for and that wait for a second person.
    case approver

    /// The methods of a caller with this role for whom none are written down.
    var methods: [MethodPattern] {
        let own: [RPC] =
            switch self {
            case .auditor: []
            case .operator: [.cancelPayout, .resolvePayout]
            case .approver: [.approvePayout, .declinePayout]
            }
        // Whoever looks into payouts also needs OY!'s word about them, and the balance, above all after a ledger was restored.
        let everyones: [RPC] = [.getPayout, .listPayouts, .waitPayout, .getRemitStatus, .getBalance]
        return (everyones + own).map(MethodPattern.init(of:))
            + [MethodPattern(ofServiceOf: .whoAmI), MethodPattern(ofServiceOf: .healthCheck)]
    }
}
