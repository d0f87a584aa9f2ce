import Testing
import TTRPC

/// Requests that the contract forbids: the caller learns which field and why, nothing is sent, and the next call is served.
@Suite(.serialized, .stage, .showsPrograms)
struct RefusedRequestTests: StagedSuite {
    /// A request and the fields that are wrong with it.
    struct Case: CustomTestStringConvertible, Sendable {
        let rpc: String
        let request: JSONValue
        let fields: [String: String]

        init(_ rpc: String, _ request: JSONValue, _ fields: [String: String]) {
            self.rpc = rpc
            self.request = request
            self.fields = fields
        }

        var testDescription: String { "\(rpc) \(request)" }
    }

    private static let remit: JSONValue = [
        "recipient_bank": "014", "recipient_account": "1239812390", "amount": 125000, "partner_trx_id": "bad-input-1",
    ]
    private static let va: JSONValue = ["partner_user_id": "oy1", "bank_code": "002"]
    private static let person: JSONValue = ["name": "n", "address": "a", "nik": "1"]
    private static let mutations: JSONValue = ["account_id": "1", "start_date": "2020-01-01", "end_date": "2020-01-30"]

    static let missing: [Case] = [
        Case("InquireAccount", [:], ["recipient_bank": "must be given", "recipient_account": "must be given"]),
        Case("InquireAccount", ["recipient_bank": "", "recipient_account": "1"], ["recipient_bank": "must be given"]),
        Case("Remit", remit.without("partner_trx_id"), ["partner_trx_id": "must be given"]),
        Case("Remit", remit.without("recipient_account"), ["recipient_account": "must be given"]),
        Case("GetRemitStatus", [:], ["partner_trx_id": "must be given"]),
        Case("CreateVirtualAccount", va.without("bank_code"), ["bank_code": "must be given"]),
        Case("CreateVirtualAccount", va.with("is_open", false), ["amount": "must be given when is_open is false"]),
        Case("UpdateVirtualAccount", ["id": "1", "is_open": false], ["amount": "must be given when is_open is false"]),
        Case("GetVirtualAccount", [:], ["id": "must be given"]),
        Case("ListVirtualAccountTransactions", ["id": ""], ["id": "must be given"]),
        Case("VerifyIdCard", person.with("id_card_photo", "AAAA"), ["selfie_card_photo": "must be given"]),
        Case("VerifyPhoneNumber", person, ["phone_number": "must be given"]),
        Case("ConnectBank", ["bank_code": "008", "phone_number": "+62"], ["data": "must be given"]),
        Case("ListAccounts", [:], ["ibank_id": "must be given"]),
        Case("GetAccountBalance", [:], ["account_id": "must be given"]),
        Case("ListMutations", mutations.without("end_date"), ["end_date": "must be given"]),
        Case("RefreshAccounts", [:], ["ibank_id": "must be given"]),
    ]

    static let amounts: [Case] = [
        Case("Remit", remit.with("amount", 0), ["amount": "must be more than zero"]),
        Case("Remit", remit.without("amount"), ["amount": "must be more than zero"]),
        Case("Remit", remit.with("amount", -1), ["amount": "must be more than zero"]),
        Case("Remit", remit.with("amount", .number("-9223372036854775808")), ["amount": "must be more than zero"]),
        Case("CreateVirtualAccount", va.with("amount", -1), ["amount": "must not be less than zero"]),
        Case("CreateVirtualAccount", va.with("expiration_time", -1), ["expiration_time": "must not be less than zero"]),
        Case("UpdateVirtualAccount", ["id": "1", "amount": -1], ["amount": "must not be less than zero"]),
        Case("ListVirtualAccounts", ["offset": -1, "limit": -1], [
            "offset": "must not be less than zero", "limit": "must not be less than zero",
        ]),
    ]

    static let dates: [Case] = ["2020-02-30", "2021-02-29", "30-01-2020", "2020-1-1", "2020-01-01T00:00:00", "yesterday", "２０２０-01-01"]
        .map {
            Case("ListMutations", mutations.with("start_date", .string($0)), [
                "start_date": "must be a day of the calendar, yyyy-MM-dd",
            ])
        }

    @Test(arguments: missing)
    func `a mandatory field is missing or empty`(_ wrong: Case) async throws {
        try await expectRefused(wrong)
    }

    @Test(arguments: amounts)
    func `a number is too small`(_ wrong: Case) async throws {
        try await expectRefused(wrong)
    }

    @Test(arguments: dates)
    func `a date is no date`(_ wrong: Case) async throws {
        try await expectRefused(wrong)
    }

    @Test(arguments: ["a@x.id b@x.id c@x.id d@x.id e@x.id f@x.id", "a@x.id\tb@x.id\nc@x.id d@x.id  e@x.id f@x.id"])
    func `there are more than five e-mail addresses`(_ addresses: String) async throws {
        let error = try await refusal {
            try await gateway.refusal("Remit", Self.remit.with("email", .string(addresses)))
        }
        #expect(error.violations.keys.sorted() == ["email"])
    }

    /// Each would name another path to a server that resolves dots.
    @Test(arguments: [".", ".."], ["GetVirtualAccount", "ListVirtualAccountTransactions", "UpdateVirtualAccount"])
    func `an id is a step to another folder`(_ id: String, rpc: String) async throws {
        try await expectRefused(Case(rpc, ["id": .string(id)], ["id": "must not be `.` or `..`"]))
    }

    private func expectRefused(_ wrong: Case) async throws {
        let error = try await refusal { try await gateway.refusal(wrong.rpc, wrong.request) }
        #expect(error.violations == wrong.fields)
        let first = try #require(error.metadata["field"])
        #expect(wrong.fields.keys.contains(first))
        #expect(error.message.contains(first))
    }

    /// Checks what is the same for every refusal.
    private func refusal(_ call: () async throws -> RPCFailure) async throws -> RPCFailure {
        let error = try await expectNothingSent(call)
        #expect(error.code == .invalidArgument)
        #expect(error.reason == "INVALID_REQUEST")
        #expect(error.domain == "oy-gateway")
        return error
    }
}

extension StagedSuite {
    /// Runs a call that must not reach OY!, and one behind it that is served: it is the only one that OY! hears.
    func expectNothingSent<R>(_ call: () async throws -> R, at location: SourceLocation = #_sourceLocation) async throws -> R {
        try await control.forgetRequests()
        let result = try await call()
        try await gateway.call("GetBalance")
        let targets = try await control.requests().map(\.target)
        #expect(targets == ["/api/balance"], sourceLocation: location)
        return result
    }
}
