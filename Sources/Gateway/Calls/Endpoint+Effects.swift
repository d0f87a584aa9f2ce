import Contract

/// What a call may bring about, whoever answers it.
extension Endpoint {
    /// Whether a call may change anything, at OY! or here: every call may that is not marked as free of side effects. A place among the
    /// events is only its caller's bookmark, and does not count.
    var changesSomething: Bool {
        switch rpc {
        case .healthCheck, .healthWatch, .watch, .ack: false
        default: resend != .always
        }
    }

    /// Whether it is answered by `PayoutCalls`, whose changes of a payout are written down with it.
    var isOfPayouts: Bool {
        rpc == .remit || service == Self.payoutService
    }

    /// Whether OY!'s answers to it may name virtual accounts.
    var isOfVirtualAccounts: Bool { service == Self.virtualAccountService }

    // Kept: a service's name is cut from its RPC's, and each call asks.
    private static let payoutService = String(RPC.getPayout.service)
    private static let virtualAccountService = String(RPC.getVirtualAccount.service)
}
