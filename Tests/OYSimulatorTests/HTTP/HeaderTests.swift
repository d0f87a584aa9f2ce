import Testing

@testable import OYSimulator

/// Who is let in: 201 for an unknown user, 208 for a wrong key, under the configured names and path.
@Suite struct HeaderTests {
    @Test func noHeadersAre201() async throws {
        try await RunningSimulator.run { sim in
            let reply = try await sim.client.call("GET", "/api/balance", headers: [])
            #expect(reply.code == "201")
            #expect(reply.status == 200)
        }
    }

    @Test(arguments: [["X-OY-Username: myuser"], ["X-OY-Username: myuser", "X-Api-Key: wrong"]])
    func aMissingOrWrongKeyIs208(headers: [String]) async throws {
        try await RunningSimulator.run { sim in
            let reply = try await sim.client.call("GET", "/api/balance", headers: headers)
            #expect(reply.code == "208")
        }
    }

    @Test func refusedCallersMoveNothing() async throws {
        try await RunningSimulator.run { sim in
            let reply = try await sim.client.call("POST", "/api/remit", Bodies.remit("id"), headers: ["X-OY-Username: myuser"])
            #expect(reply.code == "208")
            #expect(try await sim.control("GET", "/payouts")["payouts"]?.array?.isEmpty == true)
        }
    }

    @Test func headerNamesAndPrefixAreConfigurable() async throws {
        try await RunningSimulator.run({
            $0.usernameHeader = "X-Username"
            $0.apiKeyHeader = "X-Key"
            $0.pathPrefix = "/staging/partner"
        }) { sim in
            let reply = try await sim.client.call("GET", "/api/balance", headers: ["x-username: myuser", "X-KEY: 7654321"])
            #expect(reply.code == "000")
            var outside = sim.client
            outside.prefix = ""
            #expect(try await outside.call("GET", "/api/balance").status == 404)
        }
    }

    @Test func theKeyIsNeverInTheRecord() async throws {
        try await RunningSimulator.run { sim in
            _ = try await sim.client.call("GET", "/api/balance")
            _ = try await sim.client.call("POST", "/api/inquiry?key=7654321", #"{"recipient_bank":"7654321"}"#)
            let record = try await sim.control("GET", "/requests?after=0&count=2&wait=5")
            let requests = try #require(record["requests"]?.array)
            #expect(requests.map { $0["key_elsewhere"] } == [false, true])
            #expect(requests.map { $0["key_ok"] } == [true, true])
            #expect(!record.description.contains("7654321"))
        }
    }
}
