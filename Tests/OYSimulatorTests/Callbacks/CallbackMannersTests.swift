import Testing

@testable import OYSimulator

/// How callbacks go wrong, by the control API.
@Suite struct CallbackMannersTests {
    private func withReceiver(
        _ settings: String, _ test: @escaping @Sendable (RunningSimulator, RunningSimulator) async throws -> Void
    ) async throws {
        try await RunningSimulator.run { receiver in
            let url = "http://127.0.0.1:\(receiver.client.port)/c"
            try await RunningSimulator.run({ $0.callbackURL = url }) { sim in
                try await sim.control("PUT", "/callbacks", settings)
                try await test(sim, receiver)
            }
        }
    }

    private func bodies(_ receiver: RunningSimulator, count: Int) async throws -> [String] {
        let requests = try await receiver.control("GET", "/requests?count=\(count)&wait=30")["requests"]?.array
        return requests?.compactMap { $0["body"]?.string } ?? []
    }

    /// OY!'s schedule: at once, then after 1, 2, 13 and 47 minutes.
    @Test func itIsSentAgainFiveTimes() async throws {
        try await withReceiver(#"{"retry_minute_ms":2}"#) { sim, receiver in
            try await sim.control("POST", "/callbacks", #"{"kind":"kyc","body":{}}"#)
            #expect(try await bodies(receiver, count: 6).count == 6)
            let sent = try await sim.control("GET", "/callbacks?count=6&wait=30")["callbacks"]?.array
            #expect(sent?.compactMap { $0["attempt"]?.int } == [1, 2, 3, 4, 5, 6])
        }
    }

    @Test func copiesAndReordering() async throws {
        try await withReceiver(#"{"copies":2,"reorder":4}"#) { sim, receiver in
            for id in ["one", "two"] {
                _ = try await sim.remit(id)
                try await sim.control("POST", "/payouts/\(id)", #"{"state":"COMPLETED"}"#)
            }
            let ids = try await bodies(receiver, count: 4).map { $0.contains("one") ? "one" : "two" }
            #expect(ids.sorted() == ["one", "one", "two", "two"])
        }
    }

    @Test func lies() async throws {
        try await withReceiver(#"{"lies":true}"#) { sim, receiver in
            _ = try await sim.remit("id")
            try await sim.control("POST", "/payouts/id", #"{"state":"COMPLETED"}"#)
            let body = try #require(try await bodies(receiver, count: 1).first)
            let json = try JSONReader.read(body.utf8)
            #expect(json["status"]?["code"] == "300")
            #expect(json["partner_trx_id"] == "id")
        }
    }

    @Test(arguments: [
        #"{"copies":0}"#, #"{"copies":101}"#, #"{"reorder":-1}"#, #"{"lies":1}"#, #"{"retry_minute_ms":60001}"#, #"{"url":5}"#,
        #"{"speed":1}"#,
    ])
    func settingsThatAreNone(settings: String) async throws {
        try await RunningSimulator.run { sim in
            let reply = try await sim.client.call("PUT", "/_sim/callbacks", settings)
            #expect(reply.status == 400)
        }
    }
}
