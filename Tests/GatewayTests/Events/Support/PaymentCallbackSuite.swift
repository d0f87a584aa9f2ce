@testable import Gateway

/// What the suites about payments into virtual accounts begin with: a callback, and answers of OY!'s about account `va-1`, number 100.
protocol PaymentCallbackSuite {}

extension PaymentCallbackSuite {
    typealias Room = CallbackFixture

    static var account: String { #"{"id":"va-1","va_number":"100","partner_user_id":"u1","amount":0,"bank_code":"002"}"# }

    /// The whole list: that account.
    static var list: AttemptOutcome { .text(#"{"total":1,"data":[\#(account)],"status":{"code":"000","message":"Success"}}"#) }

    /// The account's whole history: payments of 50,000.
    static func history(_ payments: String..., of id: String = "va-1") -> AttemptOutcome {
        history(payments.map { ($0, 50_000, nil) }, of: id)
    }

    /// A page of the account's history.
    static func history(_ payments: [(id: String, amount: Int, at: WallTime?)], of id: String = "va-1", total: Int? = nil) -> AttemptOutcome {
        let data = payments.map { payment in
            let time = payment.at.map { #","last_updated":\#($0.milliseconds)"# } ?? ""
            return #"{"id":"\#(payment.id)","amount":\#(payment.amount),"va_number":"100"\#(time)}"#
        }.joined(separator: ",")
        return .text(
            #"{"id":"\#(id)","status":{"code":"000"},"data":[\#(data)],"number_of_transaction":\#(total ?? payments.count)}"#)
    }

    /// The answer about one account.
    static func stated(_ status: String, id: String = "va-1") -> AttemptOutcome {
        let members = String(account.replacing("va-1", with: id).dropLast())
        return .text(members + #","va_status":"\#(status)","status":{"code":"000"}}"#)
    }

    /// OY! does not show what was asked for.
    static var notHere: AttemptOutcome { .text("not here", http: 404) }

    /// The callback.
    static var body: String { #"{"va_number":"100","amount":50000,"partner_user_id":"u1","success":true}"# }
}
