import Contract
import Testing

@Suite struct AnswerTests {
    @Test(arguments: [
        ("GetBalanceResponse", #"{"status":{"code":"000"},"balance":0}"#, []),
        ("GetBalanceResponse", #"{"status":{"code":"000"}}"#, ["balance"]),
        ("GetBalanceResponse", #"{"status":{"code":"000"},"balance":null}"#, ["balance"]),
        ("GetBalanceResponse", #"{"status":{}}"#, ["status.code", "balance"]),
        ("GetBalanceResponse", "{}", ["status", "balance"]),
        ("RemitResponse", #"{"status":{"code":"101"}}"#, ["trx_id"]),
        ("RemitResponse", #"{"status":{"code":"101"},"trx_id":""}"#, ["trx_id"]),
        ("RemitResponse", #"{"status":{"code":"101"},"trx_id":"t"}"#, []),
        ("GetAccountBalanceResponse", #"{"status":{"code":"000"},"data":{}}"#, ["data.balance"]),
        ("GetAccountBalanceResponse", #"{"status":{"code":"000"}}"#, ["data"]),
        ("ListMutationsResponse", #"{"status":{"code":"000"},"data":[]}"#, []),
        ("ListMutationsResponse", #"{"status":{"code":"000"},"data":null}"#, ["data"]),
        ("ListVirtualAccountsResponse", #"{"status":{"code":"000"},"total":0}"#, ["data"]),
        ("ListAccountsResponse", #"{"status":{"code":"000"},"data":[{"id":"1"},{},{"id":""}]}"#, ["data[1].id", "data[2].id"]),
        ("ListMutationsResponse", #"{"status":{"code":"000"},"data":[{"amount":0}]}"#, ["data[0].balance_flow"]),
    ] as [(String, String, [String])])
    func `what a success must have and lacks is named`(_ name: String, _ json: String, _ missing: [String]) throws {
        #expect(try Answer(json: Array(json.utf8), as: schema(name)).missing == missing)
    }

    @Test(arguments: [
        ("1582789681000", 1_582_789_681_000), (#""1582789681000""#, 1_582_789_681_000), ("-1", -1), ("null", 0), (#""""#, 0),
        (#""2020-02-27 07:48:01""#, 0), (#""31/01/2020T01:01:01.000+0000""#, 0), (#""\u0031""#, 0),
    ] as [(String, Int64)])
    func `a moment in another format is not said, and the rest of the answer counts`(_ time: String, _ milliseconds: Int64) throws {
        let json = #"{"status":{"code":"000"},"id":"va-1","expiration_time":\#(time),"amount":50000}"#
        let answer = try Answer(json: Array(json.utf8), as: schema("CreateVirtualAccountResponse"))
        #expect(answer.message.integer("expiration_time") == milliseconds)
        #expect(answer.message.integer("amount") == 50_000)
    }

    @Test(arguments: ["true", "{}", "[]", "1.5", #""1.5""#, #""2020"#])
    func `what is no moment in any format makes the answer unreadable`(_ time: String) {
        let json = #"{"status":{"code":"000"},"id":"va-1","expiration_time":\#(time)}"#
        #expect(throws: ContractError.self) { try Answer(json: Array(json.utf8), as: schema("CreateVirtualAccountResponse")) }
    }

    @Test(arguments: [
        (#"{"status":{"code":"000","message":"Success"}}"#, "000", "Success"),
        (#"{"status":{"code":101}}"#, "101", ""), (#"{"status":{"code":"101","message":null}}"#, "101", ""),
        (#"{"status":{"message":7,"code":"1"}}"#, "1", "7"), (#"{"x":[1,{"status":1}],"status":{"x":{},"code":"300"},"y":1e9999}"#, "300", ""),
        (#"{"data":{"not":"a list"},"balance":"abc","status":{"code":"206","message":"Saldo\u00a0kurang"}}"#, "206", "Saldo\u{A0}kurang"),
        (#"{"st\u0061tus":{"code":"000"}}"#, "000", ""), (#"{"status":{"code":"000","message":{}}}"#, "000", ""),
    ])
    func `the status is read whatever else is there`(_ json: String, _ code: String, _ message: String) {
        #expect(AnswerStatus.read(from: Array(json.utf8)) == AnswerStatus(code: code, message: message))
    }

    @Test(arguments: [
        "", "OK", "<html></html>", "[]", "null", "{}", #"{"status":null}"#, #"{"status":"000"}"#, #"{"status":{}}"#,
        #"{"status":{"code":null}}"#, #"{"status":{"code":""}}"#, #"{"status":{"code":{}}}"#, #"{"status":{"code":"0\u0000"}}"#,
        // Cut short after the code: the rest may have said otherwise.
        #"{"status":{"code":"000","message":"Success"},"amou"#, #"{"status":{"code":"000"}"#, #"{"status":{"code":"000"}} x"#,
        // Two words are no word.
        #"{"status":{"code":"000"},"status":{"code":"300"}}"#, #"{"status":{"code":"000","code":"300"}}"#,
        #"{"status":{"code":"000"},"status":null}"#, "{\"status\":{\"code\":\"000\"},\"x\":\"\u{1}\"}",
    ])
    func `where nothing can be relied on there is no status`(_ json: String) {
        #expect(AnswerStatus.read(from: Array(json.utf8)) == nil)
    }

    @Test func `a message without a status has none`() throws {
        #expect(AnswerStatus(of: try message("GetBalanceResponse", "{}")) == nil)
        #expect(AnswerStatus(of: try message("WhoAmIResponse", "{}")) == nil)
        // A field of that name that is no object: google.rpc's and the health check's are of other types.
        #expect(AnswerStatus(of: try message("Mutation", #"{"status":"complete"}"#)) == nil)
    }
}
