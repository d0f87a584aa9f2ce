/// A virtual account as an answer of OY!'s named it: callbacks tell its number, OY!'s history wants its id.
public struct KnownAccount: Sendable, Hashable {
    public var number: String
    /// OY!'s name for it.
    public var id: String
    /// Empty where the answer did not say.
    public var partnerUserID: String

    public init(number: String, id: String, partnerUserID: String) {
        self.number = number
        self.id = id
        self.partnerUserID = partnerUserID
    }
}
