import Testing

@testable import OYSimulator

/// Callbacks, sent to a second simulator, whose request record shows what arrived.
@Suite struct CallbackTests {
    private func withReceiver(
        _ configure: @escaping @Sendable (inout SimulatorConfiguration) -> Void = { _ in },
        _ test: @escaping @Sendable (RunningSimulator, RunningSimulator) async throws -> Void
    ) async throws {
        try await RunningSimulator.run { receiver in
            let url = "http://127.0.0.1:\(receiver.client.port)/callbacks/token"
            try await RunningSimulator.run({ configuration in
                configuration.callbackURL = url
                configure(&configuration)
            }) { sim in
                try await test(sim, receiver)
            }
        }
    }

    /// The next request that the receiver got, and how the sender saw its answer.
    private func arrived(_ sim: RunningSimulator, _ receiver: RunningSimulator) async throws -> (target: String?, body: JSON?) {
        let request = try await receiver.control("GET", "/requests?wait=30")["requests"]?.array?.first
        let sent = try await sim.control("GET", "/callbacks?wait=30")["callbacks"]?.array?.first
        // The receiver is a simulator, which does not know the path.
        #expect(sent?["status"]?.int == 404)
        #expect(sent?["body"] == request?["body"])
        return (request?["target"]?.string, (request?["body"]?.string).flatMap { try? JSONReader.read($0.utf8) })
    }

    @Test func aPaidVirtualAccount() async throws {
        try await withReceiver { sim, receiver in
            let create = #"{"partner_user_id":"oy0000000001","bank_code":"002"}"#
            let account = try #require(try await sim.client.call("POST", "/api/generate-static-va", create).json)
            let number = try #require(account["va_number"]?.string)
            try await sim.control("POST", "/virtual-accounts/\(number)/pay", #"{"amount":100000}"#)
            let (target, body) = try await arrived(sim, receiver)
            #expect(target == "/callbacks/token/va")
            let expected = #"{"va_number":"\#(number)","amount":100000,"partner_user_id":"oy0000000001","success":true}"#
            #expect(body?.description == expected)
        }
    }

    /// Settled by time alone: nobody asks for the status.
    @Test func aPayoutThatBecameFinal() async throws {
        try await withReceiver({ $0.settleAfter = .milliseconds(20) }) { sim, receiver in
            _ = try await sim.remit("id")
            let (target, body) = try await arrived(sim, receiver)
            #expect(target == "/callbacks/token/disbursement")
            #expect(body?["status"]?["code"] == "000")
            #expect(body?["partner_trx_id"] == "id")
        }
    }

    @Test func aPayoutThatWasSetByHand() async throws {
        try await withReceiver { sim, receiver in
            _ = try await sim.remit("id")
            try await sim.control("POST", "/payouts/id", #"{"state":"FAILED"}"#)
            #expect(try await arrived(sim, receiver).body?["status"]?["code"] == "300")
        }
    }

    @Test func aKycVerdict() async throws {
        try await withReceiver { sim, receiver in
            let card = #"{"name":"n","address":"a","nik":"3171000000000005","id_card_photo":"aGk=","selfie_card_photo":"aGk="}"#
            _ = try await sim.client.call("POST", "/api/kyc/id-card", card)
            let (target, body) = try await arrived(sim, receiver)
            #expect(target == "/callbacks/token/kyc")
            #expect(body?["status"]?["code"] == "005")
        }
    }

    @Test func aRefreshedConnection() async throws {
        try await withReceiver { sim, receiver in
            _ = try await sim.client.call("PUT", "/api/ibank/\(PersonalFinance.sampleConnection)/update")
            let (target, body) = try await arrived(sim, receiver)
            #expect(target == "/callbacks/token/pfm")
            #expect(body?["data"]?["ibank_id"]?.string == PersonalFinance.sampleConnection)
        }
    }

    @Test func anyBodyAsOftenAsAsked() async throws {
        try await withReceiver({ $0.callbackURL = nil }) { sim, receiver in
            let url = "http://127.0.0.1:\(receiver.client.port)/{kind}/x"
            try await sim.control("PUT", "/callbacks", #"{"url":"\#(url)","automatic":false}"#)
            _ = try await sim.client.call("PUT", "/api/ibank/\(PersonalFinance.sampleConnection)/update")
            try await sim.control("POST", "/callbacks", #"{"kind":"kyc","body":"not json","times":3}"#)
            let requests = try await receiver.control("GET", "/requests?count=3&wait=30")["requests"]?.array
            #expect(requests?.map { $0["body"] } == ["not json", "not json", "not json"])
            #expect(requests?.first?["target"] == "/kyc/x")
        }
    }

    @Test func aReceiverThatIsNotThereIsRecorded() async throws {
        try await RunningSimulator.run({ $0.callbackURL = "http://127.0.0.1:1" }) { sim in
            try await sim.control("POST", "/callbacks", #"{"kind":"va","body":{}}"#)
            let sent = try await sim.control("GET", "/callbacks?wait=30")["callbacks"]?.array?.first
            #expect(sent?["status"] == nil)
            #expect(sent?["error"]?.string?.isEmpty == false)
        }
    }

    @Test(arguments: ["https://a/b", "ftp://a", "http://", "http://a:0", "http://a:99999", "http://a b", "a", "http://u@h/"])
    func urlsThatAreNone(text: String) {
        #expect(CallbackURL(text) == nil)
    }

    @Test(arguments: [
        ("http://h", "h:80", "/va"), ("http://h:81/", "h:81", "/va"), ("http://h/a/b", "h:80", "/a/b/va"),
        ("http://[::1]:5/{kind}", "[::1]:5", "/va"),
    ])
    func targets(text: String, authority: String, target: String) throws {
        let url = try #require(CallbackURL(text))
        #expect(url.authority == authority)
        #expect(url.target(for: .va) == target)
    }
}

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
