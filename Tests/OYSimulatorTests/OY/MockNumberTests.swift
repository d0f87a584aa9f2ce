import Testing

@testable import OYSimulator

/// The documentation's four mock tables, row by row, over HTTP.
@Suite struct MockNumberTests {
    @Test(arguments: [
        ("2222222222", "205", "Bank Code is not found"), ("8888888888", "209", "Bank Account is not found"),
        ("1239812390", "000", "Success"),
    ])
    func inquiry(account: String, code: String, message: String) async throws {
        try await RunningSimulator.run { sim in
            let body = #"{"recipient_bank":"014","recipient_account":"\#(account)"}"#
            let reply = try await sim.client.call("POST", "/api/inquiry", body)
            #expect(reply.status == 200)
            #expect(reply.code == code)
            #expect(reply.json?["status"]?["message"]?.string == message)
        }
    }

    @Test(arguments: [
        ("1234567890", "999", "Internal Server Error"), ("1111111111", "203", "Duplicate Partner Tx Id"),
        ("2222222222", "205", "Bank Code is not found"), ("3333333333", "204", "Tx Id is not found"),
        ("4444444444", "201", "User is not found"), ("5555555555", "202", "User is not active"),
        ("1239812390", "101", "Request is Processed"),
    ])
    func remit(account: String, code: String, message: String) async throws {
        try await RunningSimulator.run { sim in
            let reply = try await sim.remit("id", account: account)
            #expect(reply.status == 200)
            #expect(reply.code == code)
            #expect(reply.json?["status"]?["message"]?.string == message)
            #expect((reply.json?["trx_id"]?.string == "") == (code != "101"))
            let executed = try await sim.control("GET", "/payouts")["executed"]
            #expect(executed == 0)
        }
    }

    @Test(arguments: [
        ("1234567890", "999", "Internal Server Error"), ("6666666666", "102", "Request is In progress"),
        ("7777777777", "300", "Failed"), ("8888888888", "209", "Bank Account is not found"),
        ("9999999999", "301", "Suspect"), ("1239812390", "000", "Success"),
    ])
    func remitStatus(account: String, code: String, message: String) async throws {
        try await RunningSimulator.run({ $0.settleAfter = .zero }) { sim in
            _ = try await sim.remit("id", account: account)
            let reply = try await sim.status("id")
            #expect(reply.code == code)
            #expect(reply.json?["status"]?["message"]?.string == message)
            // Money is gone for what is paid or may be, and back for what failed.
            let balance = try await sim.control("GET", "/balance")["balance"]?.int
            #expect(balance == (["000", "102", "301"].contains(code) ? 999_875_000 : 1_000_000_000))
        }
    }

    @Test(arguments: [("myuser", "000"), ("another", "201")])
    func balance(username: String, code: String) async throws {
        try await RunningSimulator.run { sim in
            var client = sim.client
            client.username = username
            let reply = try await client.call("GET", "/api/balance")
            #expect(reply.code == code)
        }
    }
}
