import Contract
import Testing

@Suite struct JSONWriterTests {
    @Test func `everything is written, the gateway's own fields and zeroes too`() throws {
        var answer = try Answer(json: Array(#"{"status":{"code":"101"},"amount":1.0E+4}"#.utf8), as: schema("RemitResponse")).message
        answer.set("state", to: 3)
        #expect(text(answer.json()) == #"{"status":{"code":"101","message":""},"amount":10000,"recipient_bank":"","#
            + #""recipient_account":"","trx_id":"","partner_trx_id":"","timestamp":"","state":"IN_PROGRESS"}"#)
    }

    @Test func `pretty puts each member on a line`() throws {
        let accounts = try message("ListAccountsResponse", #"{"data":[{"id":"1","bank":{"code":"014"}}]}"#)
        #expect(text(accounts.json(pretty: true)) == """
            {
              "data": [
                {
                  "id": "1",
                  "account_number": "",
                  "account_type": "",
                  "bank": {
                    "code": "014",
                    "name": ""
                  }
                }
              ]
            }
            """)
        #expect(text(try message("ListAccountsResponse", "{}").json(pretty: true)) == "{\n  \"data\": []\n}")
        #expect(text(try message("GetBalanceRequest", "{}").json(pretty: true)) == "{}")
    }

    @Test func `a number that an enumeration does not have is written as a number`() {
        var answer = Message(schema("RemitResponse"))
        answer.set("state", to: 99)
        #expect(text(answer.json()).hasSuffix(#""state":99}"#))
    }

    @Test func `every control character is escaped`() throws {
        for value in UInt32(1)..<0x80 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            var status = Message(schema("Status"))
            status.set("code", to: "a\(scalar)b")
            let json = status.json()
            #expect(!json.contains { $0 < 0x20 })
            #expect(try Message(json: json, as: schema("Status")) == status)
        }
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 9, 10, Int64.max])
    func `numbers are written exactly`(_ value: Int64) {
        var balance = Message(schema("GetBalanceResponse"))
        balance.set("balance", to: value)
        #expect(text(balance.json()).contains(#""balance":\#(value),"#))
    }
}
