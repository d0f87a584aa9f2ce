/// A place in a list of payouts, newest first: after the payout created then, under this name.
public struct ListPosition: Sendable, Equatable {
    public var createdAt: WallTime
    public var partnerTrxID: String

    public init(createdAt: WallTime, partnerTrxID: String) {
        self.createdAt = createdAt
        self.partnerTrxID = partnerTrxID
    }
}
