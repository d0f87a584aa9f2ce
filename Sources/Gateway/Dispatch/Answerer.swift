import Contract

/// Who answers a call. A new RPC needs no word here: where it has a route it goes to OY!, and where it has none its service says whose it is.
enum Answerer: Equatable {
    /// `PayoutCalls`, by the payout rules and from the ledger.
    case payouts
    /// `PayoutCalls` with OY!'s word: what became of a payout.
    case payoutStatus
    /// `EventCalls`.
    case events
    /// `LocalCalls`: the gateway, of itself.
    case gateway
    /// OY!, through `UpstreamCalls`.
    case oy

    init(of endpoint: Endpoint) {
        self =
            if endpoint.isOfPayouts { .payouts }
            else if endpoint.vocabulary == .payoutStatus { .payoutStatus }
            else if endpoint.service == Self.eventService { .events }
            else if endpoint.isLocal { .gateway }
            else { .oy }
    }

    // Kept: a service's name is cut from its RPC's, and each call asks.
    private static let eventService = String(RPC.watch.service)
}
