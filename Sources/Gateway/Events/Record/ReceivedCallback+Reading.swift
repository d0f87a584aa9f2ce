public import Contract

extension ReceivedCallback {
    /// Reads the body of a callback.
    ///
    /// - Throws: `ContractError` where it is not JSON, lacks what a callback of its kind must say, or says that nothing, or less, was paid in.
    ///   Members that the contract does not know are allowed, and count when two callbacks are compared.
    public init(_ kind: CallbackKind, body: [UInt8]) throws(ContractError) {
        let answer = try Answer(json: body, as: kind.schema)
        if let missing = answer.missing.first { throw ContractError(.malformed, "lacks \(missing)") }
        var message = answer.message
        if kind == .virtualAccount, message.bool("success"), message.integer("amount") <= 0 {
            throw ContractError(.outOfRange, field: "amount", "is none that can have been paid in")
        }
        // A caller chose it, and longer than it can be kept: the books say whose the account is.
        if kind == .virtualAccount, message.string("partner_user_id").utf8.count > EventLimits.nameBytes { message.clear("partner_user_id") }
        self.init(
            kind: kind, canonical: try CanonicalJSON.bytes(of: body), facts: String(decoding: message.json(), as: UTF8.self))
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
