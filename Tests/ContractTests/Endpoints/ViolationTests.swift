@testable import Contract
import Testing

@Suite struct ViolationTests {
    private static let goodRemit = #""recipient_bank":"014","recipient_account":"1","partner_trx_id":"a""#

    @Test(arguments: [
        ("DisbursementService/Remit", "{\(goodRemit),\"amount\":1}", []),
        ("DisbursementService/Remit", "{}", [
            "recipient_bank: must be given", "recipient_account: must be given", "amount: must be more than zero",
            "partner_trx_id: must be given",
        ]),
        ("DisbursementService/Remit", "{\(goodRemit),\"amount\":0}", ["amount: must be more than zero"]),
        ("DisbursementService/Remit", "{\(goodRemit),\"amount\":-5}", ["amount: must be more than zero"]),
        ("DisbursementService/Remit", "{\(goodRemit),\"amount\":1,\"email\":\"a@b c@d e@f g@h i@j\"}", []),
        ("DisbursementService/Remit", "{\(goodRemit),\"amount\":1,\"email\":\"a@b c@d e@f g@h i@j k@l\"}",
            ["email: must hold at most 5 e-mail addresses"]),
        ("DisbursementService/Remit", "{\(goodRemit),\"amount\":1,\"email\":\"a@b,c@d\"}",
            ["email: must hold e-mail addresses with white space between them"]),
        ("VirtualAccountService/CreateVirtualAccount", #"{"partner_user_id":"u","bank_code":"002"}"#, []),
        ("VirtualAccountService/CreateVirtualAccount", #"{"partner_user_id":"u","bank_code":"002","is_open":true}"#, []),
        ("VirtualAccountService/CreateVirtualAccount", #"{"partner_user_id":"u","bank_code":"002","is_open":false}"#,
            ["amount: must be given when is_open is false"]),
        ("VirtualAccountService/CreateVirtualAccount",
            #"{"partner_user_id":"u","bank_code":"002","is_open":false,"amount":1}"#, []),
        ("VirtualAccountService/CreateVirtualAccount",
            #"{"partner_user_id":"u","bank_code":"002","amount":-1,"expiration_time":-1}"#,
            ["amount: must not be less than zero", "expiration_time: must not be less than zero"]),
        ("VirtualAccountService/UpdateVirtualAccount", #"{"id":"7","is_open":false}"#,
            ["amount: must be given when is_open is false"]),
        ("VirtualAccountService/UpdateVirtualAccount", #"{"id":"7","is_open":false,"amount":0}"#,
            ["amount: must be more than zero when is_open is false"]),
        ("VirtualAccountService/UpdateVirtualAccount", #"{"id":"7","is_open":true,"amount":0}"#, []),
        ("VirtualAccountService/UpdateVirtualAccount", #"{"id":"7","amount":-1}"#, ["amount: must not be less than zero"]),
        ("VirtualAccountService/UpdateVirtualAccount", #"{"id":".."}"#, ["id: must not be `.` or `..`"]),
        ("VirtualAccountService/UpdateVirtualAccount", "{}", ["id: must be given"]),
        ("VirtualAccountService/ListVirtualAccounts", #"{"offset":-1,"limit":-1}"#,
            ["offset: must not be less than zero", "limit: must not be less than zero"]),
        ("PfmService/ListMutations", #"{"account_id":"a","start_date":"2020-02-29","end_date":"2020-02-30"}"#,
            ["end_date: must be a day of the calendar, yyyy-MM-dd"]),
        ("KycService/VerifyIdCard", #"{"name":"n","address":"a","nik":"1","id_card_photo":"AA=="}"#,
            ["selfie_card_photo: must be given"]),
    ] as [(String, String, [String])])
    func `all that is wrong with a request is named`(_ name: String, _ json: String, _ expected: [String]) throws {
        let endpoint = endpoint(name)
        let request = try Message(json: Array(json.utf8), as: endpoint.request)
        #expect(endpoint.violations(of: request).map(\.description) == expected)
    }

    @Test(arguments: [
        ("1234-asdf", nil), ("~!/?#%2f", nil), (String(repeating: "a", count: 128), nil),
        (String(repeating: "a", count: 129), "partner_trx_id: must have at most 128 characters"),
        ("a b", "partner_trx_id: must be visible ASCII characters, without blanks"),
        ("a\n", "partner_trx_id: must be visible ASCII characters, without blanks"),
        // Two spellings that Swift takes for equal, and the ledger does not.
        ("caf\u{E9}", "partner_trx_id: must be visible ASCII characters, without blanks"),
        ("cafe\u{301}", "partner_trx_id: must be visible ASCII characters, without blanks"),
    ])
    func `a payout's name has one spelling`(_ name: String, _ fault: String?) throws {
        let endpoint = try #require(try EndpointTable().endpoint(service: "oy.v1.PayoutService", method: "GetPayout"))
        var request = Message(endpoint.request)
        request.set("partner_trx_id", to: name)
        #expect(endpoint.violations(of: request).map(\.description) == (fault.map { [$0] } ?? []))
    }

    @Test(arguments: [
        ("2020-02-29", true), ("2000-02-29", true), ("1900-02-29", false), ("2021-02-29", false), ("2020-04-31", false),
        ("2020-12-31", true), ("2020-13-01", false), ("2020-00-10", false), ("2020-01-00", false), ("0000-01-01", false),
        ("2020-1-01", false), ("2020/01/01", false), ("20200101", false), ("2020-01-01 ", false), ("", false),
        ("٢٠٢٠-01-01", false), ("-020-01-01", false), ("2020-01-0a", false),
    ])
    func `a day is one of the calendar`(_ text: String, _ isDay: Bool) {
        #expect((CalendarDay(text) != nil) == isDay)
    }

    @Test(arguments: [
        ("", true), ("   ", true), ("a@b", true), (" a@b \t\n c@d ", true), ("a", false), ("@b", false), ("a@", false),
        ("a@b@c", false), ("a@b;c@d", false), ("<a@b>", false), ("a@b\u{A0}c@d", false), ("a\u{7F}@b", false), ("\u{E9}@b", true),
    ])
    func `e-mail addresses stand with white space between them`(_ text: String, _ isGood: Bool) {
        let fault = Array(text.utf8).withUnsafeBufferPointer(EmailList.fault)
        #expect((fault == nil) == isGood)
    }
}
