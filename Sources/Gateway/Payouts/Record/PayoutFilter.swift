/// Which payouts a list holds.
public struct PayoutFilter: Sendable, Equatable {
    /// Only these states; empty for all.
    public var states: Set<PayoutState>
    /// Only this caller's; nil for everybody's.
    public var caller: String?
    /// Only those created within; nil for any time.
    public var created: Range<WallTime>?

    public init(states: Set<PayoutState> = [], caller: String? = nil, created: Range<WallTime>? = nil) {
        self.states = states
        self.caller = caller
        self.created = created
    }
}

/// A place in a list of payouts, newest first: after the payout created then, under this name.
public struct ListPosition: Sendable, Equatable {
    public var createdAt: WallTime
    public var partnerTrxID: String

    public init(createdAt: WallTime, partnerTrxID: String) {
        self.createdAt = createdAt
        self.partnerTrxID = partnerTrxID
    }
}

/// A place in the order of what is due: after the payout whose turn is then, under this name.
public struct DuePosition: Sendable, Equatable {
    public var nextActionAt: WallTime
    public var partnerTrxID: String

    public init(nextActionAt: WallTime, partnerTrxID: String) {
        self.nextActionAt = nextActionAt
        self.partnerTrxID = partnerTrxID
    }
}

/// How much is open.
public struct OpenSummary: Sendable, Equatable {
    /// Payouts that are not final, by state; a state without any may be absent.
    public var counts: [PayoutState: Int]
    /// When the oldest of them was asked for, by state.
    public var oldest: [PayoutState: WallTime]
    /// Since when a payout is UNKNOWN, of all that are; nil where there is none.
    public var oldestUnknown: WallTime?

    public init(
        counts: [PayoutState: Int] = [:], oldest: [PayoutState: WallTime] = [:], oldestUnknown: WallTime? = nil
    ) {
        self.counts = counts
        self.oldest = oldest
        self.oldestUnknown = oldestUnknown
    }
}
