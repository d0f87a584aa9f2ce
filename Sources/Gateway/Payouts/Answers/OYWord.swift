/// What OY! said in one HTTP answer about a payout.
public struct OYWord: Sendable, Equatable {
    /// `status.code`; nil where the answer had none and the HTTP status alone speaks (401, 403, 429).
    public var code: String?
    /// `status.message`.
    public var message: String?
    /// `trx_id`, nil where absent or empty.
    public var trxID: String?
    /// `partner_trx_id`: whose payout the answer speaks of. Nil where absent or empty.
    public var partnerTrxID: String?
    /// `amount`: of how much money. Nil where absent or zero.
    public var amountRupiah: Int64?
    /// `recipient_bank`. Nil where absent or empty.
    public var recipientBank: String?
    /// `recipient_account`. Nil where absent or empty.
    public var recipientAccount: String?
    /// `timestamp`, as it came: in answer to `remit` when OY! took the payout on, in answer to `remit-status` when it was asked.
    public var timestamp: String?
    /// `created_date`, as it came: in answer to `remit-status`, when OY! took the payout on.
    public var createdDate: String?
    public var httpStatus: Int
    /// How long OY! wants to be left alone.
    public var retryAfter: Duration?

    /// OY! has a name for the payout, so it has, or had, that payout, whatever else it says (rule 3).
    var hasIt: Bool { trxID != nil }

    /// That name, where the payout's own stands beside it.
    func name(for partnerTrxID: String) -> String? { self.partnerTrxID == partnerTrxID ? trxID : nil }

    public init(
        code: String?, message: String? = nil, trxID: String? = nil, partnerTrxID: String? = nil,
        amountRupiah: Int64? = nil, recipientBank: String? = nil, recipientAccount: String? = nil,
        timestamp: String? = nil, createdDate: String? = nil, httpStatus: Int = 200, retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.trxID = trxID
        self.partnerTrxID = partnerTrxID
        self.amountRupiah = amountRupiah
        self.recipientBank = recipientBank
        self.recipientAccount = recipientAccount
        self.timestamp = timestamp
        self.createdDate = createdDate
        self.httpStatus = httpStatus
        self.retryAfter = retryAfter
    }
}
