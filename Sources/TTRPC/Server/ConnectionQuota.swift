/// How many connections a server holds open at a time. One more is accepted and closed at once.
public struct ConnectionQuota: Sendable {
    /// Of all peers.
    public var total: Int
    /// Of each user.
    public var perUser: Int

    public init(total: Int, perUser: Int) {
        self.total = total
        self.perUser = perUser
    }
}
