import Foundation
import Testing

@testable import OYSimulator

/// Every answer has exactly the members of the documentation's sample, in its order, with values of the same form.
@Suite struct SampleAnswerTests {
    /// Fixtures/answers has the samples as they stand in the documentation.
    private func sample(_ name: String) throws -> JSON {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/answers/\(name)", withExtension: "json"))
        return try JSONReader.read(Data(contentsOf: url))
    }

    /// Names, order and forms of a value; lists by their first element.
    private func shape(_ json: JSON) -> String {
        switch json {
        case .null: "null"
        case .bool: "bool"
        case .number(let text): text.contains(".") ? "decimal" : "whole"
        case .string(let text) where text.wholeMatch(of: /\d\d-\d\d-\d{4} \d\d:\d\d:\d\d/) != nil: "dd-MM-yyyy"
        case .string(let text) where text.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/) != nil: "yyyy-MM-dd"
        case .string: "string"
        case .array(let items): "[\(items.first.map(shape) ?? "")]"
        case .object(let members): "{" + members.map { "\($0.name): \(shape($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private func expect(_ reply: TestClient.Reply, like name: String) throws {
        let json = try #require(reply.json, "\(reply.raw)")
        #expect(shape(json) == shape(try sample(name)), "\(name)")
        #expect(reply.code == "000" || reply.code == "101")
        #expect(reply.headers["content-type"] == "application/json")
    }

    @Test func disbursement() async throws {
        try await RunningSimulator.run({ $0.settleAfter = .zero }) { sim in
            let inquiry = #"{"recipient_bank": "014", "recipient_account": "1239812390"}"#
            try expect(try await sim.client.call("POST", "/api/inquiry", inquiry), like: "inquiry")
            try expect(try await sim.remit("1234-asdf"), like: "remit")
            try expect(try await sim.status("1234-asdf"), like: "remit-status")
            try expect(try await sim.client.call("GET", "/api/balance"), like: "balance")
        }
    }

    @Test func virtualAccounts() async throws {
        try await RunningSimulator.run { sim in
            let create = #"{"partner_user_id": "oy00000001","bank_code": "002","amount": 500000}"#
            let created = try await sim.client.call("POST", "/api/generate-static-va", create)
            try expect(created, like: "generate-static-va")
            let id = try #require(created.json?["id"]?.string)
            try await sim.control("POST", "/virtual-accounts/\(id)/pay", #"{"amount":10000}"#)
            let path = "/api/static-virtual-account"
            try expect(try await sim.client.call("GET", "\(path)/\(id)"), like: "get-virtual-account")
            let update = """
                {"is_open" : true,"amount": 50000,"is_single_use" : false,"expiration_time": 30,"username_display" : "test",\
                "bank_code": "002"}
                """
            try expect(try await sim.client.call("PUT", "\(path)/\(id)", update), like: "update-virtual-account")
            try expect(try await sim.client.call("GET", "\(path)?offset=0&limit=10"), like: "list-virtual-accounts")
            try expect(try await sim.client.call("GET", "/api/va-tx-history/\(id)?offset=0&limit=10"), like: "va-tx-history")
        }
    }

    @Test func kyc() async throws {
        try await RunningSimulator.run { sim in
            let idCard = #"{"name":"n","address":"a","nik":"3171000000000001","id_card_photo":"aGk=","selfie_card_photo":"aGk="}"#
            try expect(try await sim.client.call("POST", "/api/kyc/id-card", idCard), like: "kyc-id-card")
            let phone = #"{"name":"n","address":"a","nik":"3171000000000001","phone_number":"+628123456789"}"#
            for path in ["/kyc/phone-number", "/api/kyc/phone-number"] {
                try expect(try await sim.client.call("POST", path, phone), like: "kyc-phone-number")
            }
        }
    }

    @Test func personalFinance() async throws {
        try await RunningSimulator.run { sim in
            let login = #"{"data":"encrypted username password", "bank_code":"008", "phone_number": "+62812", "email":""}"#
            try expect(try await sim.client.call("GET", "/api/ibank/services"), like: "ibank-services")
            try expect(try await sim.client.call("POST", "/api/ibank/login", login), like: "ibank-login")
            let connection = PersonalFinance.sampleConnection
            try expect(try await sim.client.call("GET", "/api/ibank/\(connection)/accounts"), like: "ibank-accounts")
            let account = "12345-132131-13213-1312131"
            try expect(try await sim.client.call("GET", "/api/accounts/\(account)/balance"), like: "account-balance")
            for word in ["accounts", "account"] {
                let path = "/api/\(word)/\(account)/mutations?startDate=2020-01-01&endDate=2020-01-30"
                try expect(try await sim.client.call("GET", path), like: "account-mutations")
            }
            try expect(try await sim.client.call("PUT", "/api/ibank/\(connection)/update"), like: "ibank-update")
        }
    }

    /// A scripted answer goes out byte by byte.
    @Test func anySampleCanBeReplayed() async throws {
        try await RunningSimulator.run { sim in
            let text = try sample("balance").description.replacing(",", with: ",\n   ")
            let script = JSON.members(["path": "/api/balance", "body": .string(text)])
            try await sim.control("POST", "/answers", script.description)
            #expect(try await sim.client.call("GET", "/api/balance").body == text)
            #expect(try await sim.client.call("GET", "/api/balance").json?["balance"]?.int == 1_000_000_000)
        }
    }
}
