import Contract
import Testing

@testable import Gateway

@Suite struct CallbackReadingTests {
    private func read(_ kind: CallbackKind, _ body: String) throws -> ReceivedCallback {
        try ReceivedCallback(kind, body: Array(body.utf8))
    }

    /// The documentation's samples.
    @Test(arguments: [
        (CallbackKind.virtualAccount, #"{"va_number":"1234567","amount":100000,"partner_user_id":"oy0000000001","success":true}"#),
        (.kyc, #"{"status":{"code":"000","message":"verified"}}"#),
        (.pfm, #"{"status":{"code":"000","message":"Succeess"},"data":{"ibank_id":"12313-13213-132141-131231"}}"#),
        (.disbursement, #"{"status":{"code":"000","message":"Success"},"partner_trx_id":"id"}"#),
    ])
    func `samples`(kind: CallbackKind, body: String) throws {
        let callback = try read(kind, body)
        #expect(callback.kind == kind)
        #expect(callback.message.schema.fullName == kind.schema.fullName)
        #expect(try Message(json: Array(callback.facts.utf8), as: kind.schema).json() == callback.message.json())
    }

    /// A repetition in other spelling is the same; a new fact, known to the contract or not, is another.
    @Test func `same and other`() throws {
        let one = try read(.virtualAccount, #"{"va_number":"1","amount":100000,"partner_user_id":"u","success":true}"#)
        let same = #" { "success" : true, "amount": 1.0E+5, "va_number": "\u0031", "partner_user_id": "u", "x": null } "#
        #expect(try read(.virtualAccount, same).canonical == one.canonical)
        for other in [
            #"{"va_number":"1","amount":100000,"partner_user_id":"u","success":false}"#,
            #"{"va_number":"1","amount":100001,"partner_user_id":"u","success":true}"#,
            #"{"va_number":"1","amount":100000,"partner_user_id":"u","success":true,"trx":"7"}"#,
        ] {
            #expect(try read(.virtualAccount, other).canonical != one.canonical)
        }
    }

    @Test func `no money came where the payment failed, so its amount may be none, too`() throws {
        #expect(try read(.virtualAccount, #"{"va_number":"1","amount":0,"success":false}"#).message.integer("amount") == 0)
    }

    @Test(arguments: [
        "", "{", "null", "[]", "5", #"{"va_number":"1","amount":100000}"#, #"{"amount":1,"success":true}"#,
        #"{"va_number":"1","amount":1.5,"success":true}"#, #"{"va_number":"1","amount":1,"amount":2,"success":true}"#,
        #"{"va_number":"1","amount":1,"success":"true"}"#, #"{"va_number":"","amount":1,"success":true}"#,
        #"{"va_number":"1\u0000","amount":1,"success":true}"#, #"{"va_number":"1","amount":1,"success":true} x"#,
        #"{"va_number":"1","amount":1,"success":true,"x":1,"x":2}"#,
        #"{"va_number":"1","amount":0,"success":true}"#, #"{"va_number":"1","amount":-1,"success":true}"#,
    ])
    func `what is none`(body: String) {
        #expect(throws: ContractError.self) { try read(.virtualAccount, body) }
    }
}
