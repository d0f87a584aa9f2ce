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
