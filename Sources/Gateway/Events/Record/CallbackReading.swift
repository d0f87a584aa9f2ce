public import Contract

extension ReceivedCallback {
    /// Reads the body of a callback.
    ///
    /// - Throws: `ContractError` where it is not JSON, or lacks what a callback of its kind must say. Members that the
    ///   contract does not know are allowed, and count when two callbacks are compared.
    public init(_ kind: CallbackKind, body: [UInt8]) throws(ContractError) {
        let answer = try Answer(json: body, as: kind.schema)
        if let missing = answer.missing.first { throw ContractError(.malformed, "lacks \(missing)") }
        self.init(
            kind: kind, canonical: try CanonicalJSON.bytes(of: body),
            facts: String(decoding: answer.message.json(), as: UTF8.self))
    }

    /// What the contract understands of it.
    var message: Message {
        kind.message(of: facts)
    }
}

extension CallbackKind {
    /// The contract's message for what a callback of this kind says.
    var schema: MessageSchema {
        eventKind.schema
    }

    /// Facts that were read with this kind's schema before.
    func message(of facts: String) -> Message {
        eventKind.message(of: facts) ?? Message(schema)
    }
}

extension EventKind {
    /// The field of `oy.v1.Event` that holds what an event of this kind says.
    var field: String {
        switch self {
        case .virtualAccount: "virtual_account_payment"
        case .kyc: "kyc_verdict"
        case .pfm: "bank_connected"
        case .disbursement: "disbursement_report"
        case .payout: "payout_change"
        }
    }

    /// The message of that field.
    var schema: MessageSchema {
        guard let schema = MessageSchema.named("oy.v1.Event")?.field(field)?.message else {
            preconditionFailure("the contract has no event of kind \(word)")
        }
        return schema
    }

    /// Facts as the ledger keeps them; nil where they are of a contract that this one does not understand.
    func message(of facts: String) -> Message? {
        try? Message(json: Array(facts.utf8), as: schema, mode: .strict)
    }
}
