/// A place in the order of what is due: after the payout whose turn is then, under this name.
public struct DuePosition: Sendable, Equatable {
    public var nextActionAt: WallTime
    public var partnerTrxID: String

    public init(nextActionAt: WallTime, partnerTrxID: String) {
        self.nextActionAt = nextActionAt
        self.partnerTrxID = partnerTrxID
    }
}
