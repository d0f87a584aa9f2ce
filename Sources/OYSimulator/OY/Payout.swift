/// One payout as OY! knows it.
struct Payout: Sendable, Equatable {
    /// Where a payout stands. The raw values are the words of the control API.
    enum State: String, Sendable, CaseIterable {
        case processed = "PROCESSED"
        case inProgress = "IN_PROGRESS"
        case completed = "COMPLETED"
        case failed = "FAILED"
        case suspect = "SUSPECT"
        /// The mock account 1234567890: `remit` answered 999 and so does `remit-status`.
        case error = "ERROR"
        /// The mock account 8888888888: accepted, then found to have no recipient.
        case accountNotFound = "ACCOUNT_NOT_FOUND"

        /// What `remit-status` says.
        var code: Code {
            switch self {
            case .processed: .processed
            case .inProgress: .inProgress
            case .completed: .success
            case .failed: .failed
            case .suspect: .suspect
            case .error: .internalServerError
            case .accountNotFound: .bankAccountNotFound
            }
        }

        /// Whether money is set aside for the payout, or gone with it.
        var holdsMoney: Bool {
            switch self {
            case .processed, .inProgress, .completed, .suspect: true
            case .failed, .error, .accountNotFound: false
            }
        }

        /// Whether nothing more happens to the payout by itself.
        var isFinal: Bool {
            switch self {
            case .completed, .failed, .accountNotFound: true
            case .processed, .inProgress, .suspect, .error: false
            }
        }
    }

    var partnerTrxID: String
    var trxID: String
    var amount: Int
    var recipientBank: String
    var recipientAccount: String
    var recipientName: String
    var state: State
    /// How it will end where nothing else is scripted.
    var outcome: State
    /// A payout that time does not move: a mock number's, or one that was set by the control API.
    var isPinned: Bool
    var created: Moment
    var updated: Moment
    /// How often money moved for this id. More than once is only possible where deduplication is switched off.
    var executed = 0
    /// How often a `remit` with this id was accepted.
    var accepted = 1
    /// How often a `remit` with this id was processed, the refused ones included.
    var received = 1

    /// The answer to `remit-status`, and the body of the callback, in the documented members and order.
    func statusAnswer(at now: Moment) -> JSON {
        .members([
            "status": state.code.status,
            "amount": .int(amount),
            "recipient_name": .string(recipientName),
            "recipient_bank": .string(recipientBank),
            "recipient_account": .string(recipientAccount),
            "trx_id": .string(trxID),
            "partner_trx_id": .string(partnerTrxID),
            "timestamp": .string(now.dayFirst),
            "created_date": .string(created.dayFirst),
            "last_updated_date": .string(updated.dayFirst),
        ])
    }
}
