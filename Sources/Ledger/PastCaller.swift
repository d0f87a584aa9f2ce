/// A caller as the payouts name it that it has asked for; the configuration may know it no more.
public struct PastCaller: Sendable, Equatable {
    public var name: String
    /// Who asked for its newest payout. Nil where that was recorded before it was kept.
    public var uid: UInt32?

    public init(name: String, uid: UInt32?) {
        self.name = name
        self.uid = uid
    }
}
