@testable import Contract
import Testing

@Suite struct JSONFieldTests {
    @Test(arguments: ["overdraft_balance", "overdraftBalance", #"overdraft\u0042alance"#])
    func `a member is matched by either name`(_ name: String) throws {
        #expect(try message("GetBalanceResponse", #"{"\#(name)":7}"#).integer("overdraft_balance") == 7)
    }

    @Test(arguments: ["is_single_use", "isSingleUse", "is_single_user"])
    func `a member is matched by its alias`(_ name: String) throws {
        #expect(try message("VirtualAccount", #"{"\#(name)":true}"#).bool("is_single_use"))
    }

    @Test(arguments: ["number_of_transaction", "numberOfTransaction"])
    func `the count of transactions is read by both documented names`(_ name: String) throws {
        let list = try message("ListVirtualAccountTransactionsResponse", #"{"\#(name)":3}"#)
        #expect(list.integer("number_of_transaction") == 3)
    }

    @Test(arguments: ["", "Balance", "balance ", "balanc", "balancee", "overdraft_Balance", "status\\u0000", "é"])
    func `another name is another member`(_ name: String) throws {
        #expect(jsonError("GetBalanceResponse", #"{"\#(name)":1}"#)?.kind == .unknownField)
        let answer = try Answer(json: Array(#"{"\#(name)":[{"x":[1.5,"\u0000",null]}],"balance":1}"#.utf8), as: schema("GetBalanceResponse"))
        #expect(answer.message.integer("balance") == 1)
    }

    @Test func `an unknown member's name is repeated short and plain`() {
        let error = jsonError("Status", #"{"\#(String(repeating: "x", count: 5000))\n":1}"#)
        #expect(error?.field == String(repeating: "x", count: 64))
        #expect(jsonError("Status", "{\"a\\n\\u001b[31m\":1}")?.field == "a??[31m")
    }

    @Test(arguments: [
        ("GetBalanceResponse", #"{"balance":1,"balance":1}"#, "balance"),
        ("GetBalanceResponse", #"{"balance":null,"balance":1}"#, "balance"),
        ("GetBalanceResponse", #"{"overdraft_balance":1,"overdraftBalance":1}"#, "overdraft_balance"),
        ("GetBalanceResponse", #"{"status":{"code":"000","code":"999"}}"#, "status.code"),
        ("VirtualAccount", #"{"is_single_user":true,"is_single_user":true}"#, "is_single_use"),
        ("VirtualAccount", #"{"is_single_use":true,"is_single_user":true,"isSingleUse":true}"#, "is_single_use"),
        ("ListAccountsResponse", #"{"data":[{},{"bank":{},"bank":{}}]}"#, "data[1].bank"),
    ])
    func `a member that is given twice is refused`(_ name: String, _ json: String, _ field: String) {
        for mode in [JSONMode.strict, .answer] {
            let error = jsonError(name, json, mode: mode)
            #expect(error?.kind == .duplicateField)
            #expect(error?.field == field)
        }
    }

    @Test(arguments: [
        (#"{"is_single_use":true,"is_single_user":false}"#, true), (#"{"is_single_user":true,"is_single_use":false}"#, true),
        (#"{"is_single_use":null,"is_single_user":true}"#, true), (#"{"is_single_user":null,"is_single_use":true}"#, true),
        (#"{"is_single_use":false,"is_single_user":{"anything":[]}}"#, false),
    ])
    func `OY! may send a member under its name and its alias, and the first value counts`(_ json: String, _ value: Bool) throws {
        let id = #"{"id":"1","#
        let answer = try Answer(json: Array((id + json.dropFirst()).utf8), as: schema("VirtualAccount"))
        #expect(answer.message.bool("is_single_use") == value)
        #expect(jsonError("VirtualAccount", json)?.kind == .duplicateField, "from a caller it is refused")
    }

    @Test func `null is as good as absent`() throws {
        let json = #"{"status":null,"balance":null,"timestamp":null}"#
        #expect(try message("GetBalanceResponse", json).encode() == [])
        let lists = try message("ListAccountsResponse", #"{"data":null}"#)
        #expect(lists.count("data") == 0)
        #expect(try message("CreateVirtualAccountRequest", #"{"is_open":null}"#).message("is_open") == nil)
        #expect(jsonError("ListAccountsResponse", #"{"data":[null]}"#)?.field == "data[0]")
    }

    @Test(arguments: [
        ("GetBalanceResponse", #"{"status":"000"}"#, "status"), ("GetBalanceResponse", #"{"status":[]}"#, "status"),
        ("GetBalanceResponse", #"{"status":1}"#, "status"), ("GetBalanceResponse", #"{"status":{"code":{}}}"#, "status.code"),
        ("GetBalanceResponse", #"{"timestamp":true}"#, "timestamp"), ("ListAccountsResponse", #"{"data":{}}"#, "data"),
        ("ListAccountsResponse", #"{"data":[[]]}"#, "data[0]"), ("ListAccountsResponse", #"{"data":[{},{"id":[]}]}"#, "data[1].id"),
        ("ListAccountsResponse", #"{"data":[{},{},{"bank":{"code":false}}]}"#, "data[2].bank.code"),
        ("VirtualAccount", #"{"is_open":1}"#, "is_open"), ("VirtualAccount", #"{"is_open":"true"}"#, "is_open"),
        ("CreateVirtualAccountRequest", #"{"is_open":{"value":true}}"#, "is_open"),
        ("UpdateVirtualAccountRequest", #"{"amount":{}}"#, "amount"), ("WhoAmIResponse", #"{"methods":["a",true]}"#, "methods[1]"),
        ("VerifyIdCardRequest", #"{"id_card_photo":1}"#, "id_card_photo"),
    ])
    func `a value of another type is an error that names the field`(_ name: String, _ json: String, _ field: String) {
        let error = jsonError(name, json)
        #expect(error?.kind == .wrongType)
        #expect(error?.field == field)
    }

    @Test(arguments: [
        (#""a\u0000b""#, true), (#""\u0000""#, true), (#""a\u0001b""#, false), (#""\\u0000""#, false),
    ])
    func `a NUL in a string is refused`(_ json: String, _ isRefused: Bool) {
        let error = jsonError("Status", #"{"code":\#(json)}"#)
        #expect(error?.kind == (isRefused ? .nulInString : nil))
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\u20AC\ud83d\ude00x""#, "é€\u{1F600}x"),
        (#""\uDBFF\uDFFF\uE000\uFFFF""#, "\u{10FFFF}\u{E000}\u{FFFF}"), (#""""#, ""), ("\"plain é\"", "plain é"),
    ])
    func `strings are read as they are meant`(_ json: String, _ value: String) throws {
        #expect(try message("Status", #"{"code":\#(json)}"#).string("code") == value)
        #expect(try message("WhoAmIResponse", #"{"methods":[\#(json)]}"#).strings("methods") == [value])
    }

    @Test(arguments: ["12345676788898", "-1.50E+3", "0", "1e3", "7.50"])
    func `a number where a string stands is OY!'s way, and in a request a mistake`(_ json: String) throws {
        let body = #"{"recipient_account":\#(json)}"#
        let answer = try Answer(json: Array(body.utf8), as: schema("InquireAccountResponse"))
        #expect(answer.message.string("recipient_account") == json)
        let error = jsonError("RemitRequest", body)
        #expect(error?.kind == .wrongType && error?.field == "recipient_account")
    }

    @Test func `wrappers are plain values, given or not`() throws {
        let given = try message("UpdateVirtualAccountRequest", #"{"is_open":false,"amount":"0"}"#)
        #expect(given.message("is_open") != nil)
        #expect(!given.bool("is_open"))
        #expect(given.has("amount") && given.integer("amount") == 0)
        #expect(text(given.json()).contains(#""is_open":false,"amount":0,"#))
        let absent = try message("UpdateVirtualAccountRequest", "{}")
        #expect(!absent.has("is_open") && !absent.has("amount"))
        #expect(!text(absent.json()).contains("is_open"))
    }

    @Test(arguments: [
        ("", []), ("AA==", [0]), ("AAE=", [0, 1]), ("AAEC", [0, 1, 2]), (#"\/\/\/\/"#, [255, 255, 255]), ("+/+/", [251, 255, 191]),
    ] as [(String, [UInt8])])
    func `bytes are base64`(_ json: String, _ bytes: [UInt8]) throws {
        let read = try message("VerifyIdCardRequest", #"{"id_card_photo":"\#(json)"}"#)
        #expect(read.bytes("id_card_photo") == bytes)
        #expect(text(read.json()).contains(#""id_card_photo":"\#(json.replacing("\\", with: ""))""#))
    }

    @Test(arguments: ["A", "AA", "AAA", "AA=", "=AAA", "A===", "====", "AAAAA", "AB==", "AAB=", "AA==AAAA", "AA-_", "AA A", #"AA\n="#, "é==="])
    func `what is not base64 is refused`(_ json: String) {
        #expect(jsonError("VerifyIdCardRequest", #"{"id_card_photo":"\#(json)"}"#)?.kind == .wrongType)
    }

    @Test(arguments: [(#""COMPLETED""#, 4), (#""PAYOUT_STATE_COMPLETED""#, 4), ("4", 4), (#""UNSPECIFIED""#, 0)])
    func `an enumeration is read by name or number`(_ json: String, _ number: Int64) throws {
        #expect(try message("RemitResponse", #"{"state":\#(json)}"#).integer("state") == number)
    }

    @Test(arguments: [#""completed""#, #""NOTHING""#, "99", "-1", "1.5", "true", #""4""#, "4294967300"])
    func `an enumeration has only its own values`(_ json: String) {
        #expect(jsonError("RemitResponse", #"{"state":\#(json)}"#)?.field == "state")
    }

    @Test func `the gateway's own fields are never read from an answer`() throws {
        let json = #"{"state":"COMPLETED","state":{"x":1},"trx_id":"t"}"#
        let answer = try Answer(json: Array(json.utf8), as: schema("RemitResponse"))
        #expect(answer.message.integer("state") == 0)
        #expect(answer.message.string("trx_id") == "t")
    }

    @Test func `an error never repeats a value`() {
        let secret = "s3cr3t"
        for json in [
            #"{"data":["\#(secret)"]}"#, #"{"data":"\#(secret)\u0000"}"#, #"{"data":"\#(secret)"#, #"{"data":"\#(secret)","data":1}"#,
            #"{"phone_number":{"\#(secret)":"\#(secret)"}}"#, #"{"phone_number":["\#(secret)"]}"#,
        ] {
            let error = jsonError("ConnectBankRequest", json)
            #expect(error != nil)
            #expect(error?.description.contains(secret) == false)
        }
    }
}
