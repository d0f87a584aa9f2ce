public import Contract

/// The two questions of a payout as the contract's endpoint table has them.
public struct ContractWire: PayoutWire {
    /// Where payouts are sent.
    private let remitPath: String
    let status: Endpoint

    public init(_ endpoints: EndpointTable) {
        guard let route = endpoints[.remit].route else { preconditionFailure("Remit goes nowhere") }
        remitPath = route.template
        status = endpoints[.getRemitStatus]
    }

    public func remit(_ body: [UInt8], of partnerTrxID: String) -> HTTPCall {
        // The recorded bytes, not the message: rule 3 knows a payout by what OY! was sent.
        HTTPCall(verb: .post, target: remitPath, body: body, nameInAnswer: partnerTrxID)
    }

    public func remitStatus(of partnerTrxID: String) -> HTTPCall {
        do {
            return try status.httpCall(for: question(about: partnerTrxID))
        } catch {
            preconditionFailure("remit-status has nothing in its path: \(error)")
        }
    }

    /// Whether OY! can be asked about a payout of this id at all.
    func canAsk(about partnerTrxID: String) -> Bool {
        status.violations(of: question(about: partnerTrxID)).isEmpty
    }

    private func question(about partnerTrxID: String) -> Message {
        var request = Message(status.request)
        request.set("partner_trx_id", to: partnerTrxID)
        return request
    }

    public func read(_ body: [UInt8]) -> OYWord? {
        guard let read = try? Answer(json: body, as: status.response), let said = read.status else { return names(in: body) }
        return OYWord(read.message, code: said.code.cut, message: said.message.nonEmpty?.cut)
    }

    /// An answer whose members are not what the contract says is not believed in part: rule 2, unreadable. But where it names a payout, and
    /// OY!'s name for it, OY! has that payout (rule 3).
    private func names(in body: [UInt8]) -> OYWord? {
        // By either of the names that a member may have, as the contract reads it.
        let named = JSONMember.soleString("partner_trx_id", of: body) ?? JSONMember.soleString("partnerTrxId", of: body)
        let trxID = JSONMember.soleString("trx_id", of: body) ?? JSONMember.soleString("trxId", of: body)
        guard let named = named?.nonEmpty, let trxID = trxID?.nonEmpty else { return nil }
        return OYWord(code: nil, trxID: trxID.cut, partnerTrxID: named)
    }
}

extension OYWord {
    /// What an answer says of a payout, beside the status that was read from it. Cut: it stays in the payout's row and in the chain for
    /// good.
    init(_ answer: Message, code: String?, message: String? = nil) {
        let amount = answer.integer("amount")
        self.init(
            code: code, message: message, trxID: answer.string("trx_id").nonEmpty?.cut,
            partnerTrxID: answer.string("partner_trx_id").nonEmpty, amountRupiah: amount == 0 ? nil : amount,
            recipientBank: answer.string("recipient_bank").nonEmpty,
            recipientAccount: answer.string("recipient_account").nonEmpty, timestamp: answer.string("timestamp").nonEmpty?.cut,
            createdDate: answer.string("created_date").nonEmpty?.cut)
    }
}
