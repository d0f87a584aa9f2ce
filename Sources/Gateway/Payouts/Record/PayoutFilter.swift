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
