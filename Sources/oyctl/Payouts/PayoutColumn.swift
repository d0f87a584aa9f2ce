import Contract

/// The columns of an export, in this order. Programs read them by name, so a name never changes; or by place, so a new one comes last.
enum PayoutColumn: String, CaseIterable {
    case partnerTrxID = "partner_trx_id"
    case state
    case amount
    case recipientBank = "recipient_bank"
    case recipientAccount = "recipient_account"
    case caller
    case trxID = "trx_id"
    case oyCode = "oy_code"
    case oyMessage = "oy_message"
    case attempts
    case createdAt = "created_at"
    case updatedAt = "updated_at"
    case finalAt = "final_at"
    case decidedBy = "decided_by"
    case reason
    case livesOnSince = "lives_on_since"
    case timestamp

    /// - Parameter payout: an `oy.v1.Payout`.
    func value(of payout: Message) -> String {
        switch self {
        case .state: payout.stateName
        case .amount, .attempts: String(payout.integer(rawValue))
        case .oyCode: payout.message("status")?.string("code") ?? ""
        case .oyMessage: payout.message("status")?.string("message") ?? ""
        default: payout.string(rawValue)
        }
    }
}
