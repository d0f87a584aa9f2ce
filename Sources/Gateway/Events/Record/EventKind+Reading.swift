import Contract

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
