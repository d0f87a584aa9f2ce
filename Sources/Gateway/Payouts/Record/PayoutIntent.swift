/// What a caller asks for with `Remit`.
public struct PayoutIntent: Sendable, Equatable {
    public var partnerTrxID: String
    /// The caller's name in the configuration.
    public var caller: String
    /// The JSON for OY!. Two requests are the same payout when these bytes are (rule 4).
    public var body: [UInt8]
    /// Whole rupiah, more than zero.
    public var amountRupiah: Int64
    /// OY!'s bank code.
    public var recipientBank: String

    public init(
        partnerTrxID: String, caller: String, body: [UInt8], amountRupiah: Int64, recipientBank: String
    ) {
        self.partnerTrxID = partnerTrxID
        self.caller = caller
        self.body = body
        self.amountRupiah = amountRupiah
        self.recipientBank = recipientBank
    }

    /// Whether this asks for `payout` once more, not for another one under its name (rule 4).
    public func repeats(_ payout: Payout) -> Bool {
        partnerTrxID == payout.partnerTrxID && caller == payout.caller && body == payout.body
    }

    /// Whether this asks for `payout` once more, by the same uid but under another name than before, as a caller does that was renamed.
    ///
    /// - Parameter uid: who asks now. Another uid must learn nothing of the payout, and neither must anybody of one whose requester is not known.
    func repeats(_ payout: Payout, underAnotherNameOf uid: UInt32) -> Bool {
        payout.requestedByUID == uid && partnerTrxID == payout.partnerTrxID && caller != payout.caller && body == payout.body
            && amountRupiah == payout.amountRupiah && recipientBank == payout.recipientBank
    }
}
