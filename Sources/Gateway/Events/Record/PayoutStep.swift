/// A payout's change of state, with what never changes of it.
public struct PayoutStep: Sendable, Equatable {
    public var partnerTrxID: String
    public var caller: String
    /// Nil where it was new.
    public var from: PayoutState?
    public var to: PayoutState
    /// Whole rupiah.
    public var amountRupiah: Int64
    public var recipientBank: String
    /// OY!'s name for it and last word on it, as they stood then.
    public var trxID: String?
    public var oyCode: String?
    public var oyMessage: String?

    public init(
        partnerTrxID: String, caller: String, from: PayoutState?, to: PayoutState, amountRupiah: Int64,
        recipientBank: String, trxID: String? = nil, oyCode: String? = nil, oyMessage: String? = nil
    ) {
        self.partnerTrxID = partnerTrxID
        self.caller = caller
        self.from = from
        self.to = to
        self.amountRupiah = amountRupiah
        self.recipientBank = recipientBank
        self.trxID = trxID
        self.oyCode = oyCode
        self.oyMessage = oyMessage
    }
}
