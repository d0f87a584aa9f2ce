/// One static virtual account: a bank account number that a customer pays into.
struct VirtualAccount: Sendable, Equatable {
    /// The documented "Static VA Status".
    enum State: String, Sendable, CaseIterable {
        case waitingPayment = "WAITING_PAYMENT"
        case paymentDetected = "PAYMENT_DETECTED"
        case expired = "EXPIRED"
        case complete = "COMPLETE"

        /// Whether it can be paid and updated.
        var isActive: Bool { self == .waitingPayment || self == .paymentDetected }
    }

    /// A payment that came in.
    struct Payment: Sendable, Equatable {
        var id: String
        var amount: Int
        var time: Moment
    }

    var id: String
    var number: String
    var bankCode: String
    var partnerUserID: String
    var terms: Terms
    var state: State = .waitingPayment
    /// Oldest first.
    var payments: [Payment] = []

    /// What the partner chooses at creation and by update.
    struct Terms: Sendable, Equatable {
        var amount: Int
        var isOpen: Bool
        var isSingleUse: Bool
        /// Nil: it never expires.
        var expires: Moment?
        var displayName: String
    }

    var amountDetected: Int { payments.reduce(0) { $0 + $1.amount } }

    private enum AmountForm { case plain, fourDecimals }

    /// The members that every answer has, in their order. `create` and `update` write `10000`, `get` and the list
    /// write `10000.0000`, as the samples do.
    private func members(_ form: AmountForm) -> [JSON.Member] {
        [
            .init("amount", .number(form == .plain ? "\(terms.amount)" : "\(terms.amount).0000")),
            .init("va_number", .string(number)),
            .init("bank_code", .string(bankCode)),
            .init("is_open", .bool(terms.isOpen)),
            .init("is_single_use", .bool(terms.isSingleUse)),
            .init("expiration_time", .int(terms.expires?.epochMilliseconds ?? -1)),
            .init("va_status", .string(state.rawValue)),
            .init("username_display", .string(terms.displayName)),
        ]
    }

    private var head: [JSON.Member] { [.init("id", .string(id))] }
    private var success: [JSON.Member] { [.init("status", Code.success.status)] }
    private var detected: [JSON.Member] { [.init("amount_detected", .int(amountDetected))] }
    private var owner: [JSON.Member] { [.init("partner_user_id", .string(partnerUserID))] }

    var createAnswer: JSON { .object(head + success + members(.plain)) }
    var getAnswer: JSON { .object(head + success + members(.fourDecimals) + detected + owner) }
    var updateAnswer: JSON { .object(head + success + members(.plain) + owner) }
    var listItem: JSON { .object(head + members(.fourDecimals) + detected + owner) }

    /// One line of the history.
    func historyItem(_ payment: Payment, username: String, adminFee: Int) -> JSON {
        let author = JSON.string("Static VA by \(username)")
        return .members([
            "id": .string(payment.id),
            "created": .string(payment.time.yearFirst),
            "name": author,
            "amount": .int(payment.amount),
            "create_by": author,
            "last_update_by": author,
            "last_updated": .int(payment.time.epochMilliseconds),
            "admin_fee": .int(adminFee),
            "va_number": .string(number),
        ])
    }
}
