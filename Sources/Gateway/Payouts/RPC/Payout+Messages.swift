import Contract

/// Payouts as the contract shows them.
extension Payout {
    /// `oy.v1.RemitResponse`.
    func remitResponse(_ schema: MessageSchema) -> Message {
        var message = Message(schema)
        if let status = status(in: schema) { message.set("status", to: status) }
        message.set("amount", to: amountRupiah)
        message.set("recipient_bank", to: recipientBank)
        message.set("recipient_account", to: recipientAccount)
        message.set("trx_id", to: trxID ?? "")
        message.set("partner_trx_id", to: partnerTrxID)
        message.set("timestamp", to: oyTimestamp ?? "")
        message.set("state", to: state.number)
        return message
    }

    /// `oy.v1.GetRemitStatusResponse`, from the ledger alone. `status` is missing where OY! has said nothing of it yet.
    func remitStatusResponse(_ schema: MessageSchema) -> Message {
        var message = remitResponse(schema)
        message.set("timestamp", to: "")  // When OY! answered: it has not, this time.
        return message
    }

    /// Says in OY!'s `oy.v1.GetRemitStatusResponse` what OY! left out and the ledger knows: a payout of no money would be misread.
    func fillIn(_ answer: inout Message) {
        if answer.integer("amount") == 0 { answer.set("amount", to: amountRupiah) }
        if answer.string("recipient_bank").isEmpty { answer.set("recipient_bank", to: recipientBank) }
        if answer.string("recipient_account").isEmpty { answer.set("recipient_account", to: recipientAccount) }
    }

    /// `oy.v1.Payout`.
    func message(_ schema: MessageSchema) -> Message {
        var message = Message(schema)
        message.set("partner_trx_id", to: partnerTrxID)
        message.set("state", to: state.number)
        message.set("amount", to: amountRupiah)
        message.set("recipient_bank", to: recipientBank)
        message.set("recipient_account", to: recipientAccount)
        message.set("caller", to: caller)
        message.set("trx_id", to: trxID ?? "")
        if let status = status(in: schema) { message.set("status", to: status) }
        message.set("timestamp", to: oyTimestamp ?? "")
        message.set("attempts", to: Int64(attempts))
        message.set("created_at", to: createdAt.rfc3339)
        message.set("updated_at", to: updatedAt.rfc3339)
        message.set("final_at", to: finalAt?.rfc3339 ?? "")
        message.set("next_action_at", to: nextActionAt?.rfc3339 ?? "")
        message.set("decided_by", to: decidedBy ?? "")
        message.set("reason", to: reason ?? "")
        message.set("lives_on_since", to: livesOnSince?.rfc3339 ?? "")
        return message
    }

    private func status(in schema: MessageSchema) -> Message? {
        guard let oyCode, var status = schema.field("status")?.message.map(Message.init) else { return nil }
        status.set("code", to: oyCode)
        status.set("message", to: oyMessage ?? "")
        return status
    }
}

extension PayoutState {
    /// The number in `oy.v1.PayoutState`.
    var number: Int64 {
        switch self {
        case .recorded: 1
        case .unknown: 2
        case .inProgress: 3
        case .completed: 4
        case .failed: 5
        case .rejected: 6
        case .awaitingApproval: 7
        case .cancelled: 8
        }
    }

    /// The state with this number in `oy.v1.PayoutState`.
    init?(number: Int64) {
        guard let state = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = state
    }
}
