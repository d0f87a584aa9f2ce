import Contract

extension Event {
    /// `oy.v1.WatchResponse`. Nil where the facts are of a contract that this one does not understand.
    func response(_ schema: MessageSchema) -> Message? {
        guard let inner = schema.field("event")?.message, let content = content(for: kind) else { return nil }
        var event = Message(inner)
        event.set("cursor", to: cursor)
        event.set("kind", to: kind.rawValue)
        event.set("time", to: time.rfc3339)
        event.set("verified", to: isVerified)
        event.set(kind.field, to: content)
        var response = Message(schema)
        response.set("event", to: event)
        return response
    }

    private func content(for kind: EventKind) -> Message? {
        switch content {
        case .facts(let facts): kind.message(of: facts)
        case .payout(let step): step.message(kind.schema)
        }
    }
}

extension PayoutStep {
    /// `oy.v1.PayoutChange`.
    fileprivate func message(_ schema: MessageSchema) -> Message {
        var message = Message(schema)
        message.set("partner_trx_id", to: partnerTrxID)
        message.set("state", to: to.number)
        if let from { message.set("previous_state", to: from.number) }
        message.set("amount", to: amountRupiah)
        message.set("recipient_bank", to: recipientBank)
        message.set("caller", to: caller)
        message.set("trx_id", to: trxID ?? "")
        if let oyCode, var status = schema.field("status")?.message.map(Message.init) {
            status.set("code", to: oyCode)
            status.set("message", to: oyMessage ?? "")
            message.set("status", to: status)
        }
        return message
    }
}
