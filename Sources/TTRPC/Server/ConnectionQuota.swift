/// How many connections a server holds open at a time. One more is accepted and closed at once.
public struct ConnectionQuota: Sendable {
    /// Of all peers.
    public var total: Int
    /// Of the user `uid`.
    public var ofUser: @Sendable (_ uid: UInt32) -> Int

    public init(
        total: Int = Limits.connections,
        ofUser: @escaping @Sendable (_ uid: UInt32) -> Int = { _ in Limits.connectionsPerUser }
    ) {
        self.total = total
        self.ofUser = ofUser
    }
}
