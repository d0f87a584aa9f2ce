/// A caller has looked an account up, and OY! knows it: what `inquiry: required` asks for before a payout.
public struct AccountConfirmation: Sendable, Equatable {
    /// The caller's name in the configuration.
    public var caller: String
    /// The keyed mark of the bank and the account number; the number itself is nowhere.
    public var account: String
    public var confirmedAt: WallTime

    public init(caller: String, account: String, confirmedAt: WallTime) {
        self.caller = caller
        self.account = account
        self.confirmedAt = confirmedAt
    }
}
