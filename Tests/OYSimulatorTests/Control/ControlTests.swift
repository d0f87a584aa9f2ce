import NIOCore
import Testing

@testable import OYSimulator

/// The control API: what other teams' tests rely on.
@Suite struct ControlTests {
    @Test func aWaitingReaderHearsOfARequestWhenItComes() async throws {
        try await RunningSimulator.run { sim in
            async let waiting = sim.control("GET", "/requests?after=0&wait=30&answered=true")
            _ = try await sim.client.call("POST", "/api/remit-status?x=%20", #"{"partner_trx_id":"é"}"#)
            let request = try #require(try await waiting["requests"]?.array?.first)
            #expect(request["method"] == "POST")
            #expect(request["target"] == "/api/remit-status?x=%20")
            #expect(request["body"]?.string == #"{"partner_trx_id":"é"}"#)
            #expect(request["complete"] == true)
            #expect(request["status"] == 200)
            let headers = request["headers"]?.array?.compactMap { $0.array?.compactMap(\.string) }
            #expect(headers?.contains(["X-OY-Username", "myuser"]) == true)
            #expect(headers?.contains(["X-Api-Key", "<masked>"]) == true)
        }
    }

    @Test func aWaitThatBringsNothingAnswersWithNothing() async throws {
        try await RunningSimulator.run { sim in
            let answer = try await sim.control("GET", "/requests?after=0&wait=0.01")
            #expect(answer["requests"]?.array?.isEmpty == true)
            #expect(answer["next"] == 0)
        }
    }

    @Test func payoutsAreSteppedScriptedAndCounted() async throws {
        try await RunningSimulator.run { sim in
            try await sim.control("POST", "/payouts/b", #"{"outcome":"FAILED"}"#)
            for id in ["a", "b", "x%2Fy"] { _ = try await sim.remit(RequestTarget.decoded(id)) }
            _ = try await sim.remit("c", amount: "0")
            try await sim.control("POST", "/payouts", #"{"step":true}"#)
            #expect(try await sim.status("a").code == "102")
            try await sim.control("POST", "/payouts", #"{"step":true}"#)
            #expect(try await sim.status("b").code == "300")
            #expect(try await sim.control("GET", "/payouts/x%2Fy")["executed"] == 1)
            let books = try await sim.control("GET", "/payouts")
            #expect(books["executed"] == 2)
            #expect(books["balance"]?.int == 1_000_000_000 - 250_000)
            #expect(books["refused"] == .members(["c": 1]))
        }
    }

    @Test func theBalanceCanBeSet() async throws {
        try await RunningSimulator.run { sim in
            try await sim.control("PUT", "/balance", #"{"balance":100000}"#)
            #expect(try await sim.remit("a").code == "206")
            #expect(try await sim.client.call("GET", "/api/balance").json?["balance"] == 100_000)
        }
    }

    @Test func resetForgetsEverything() async throws {
        try await RunningSimulator.run { sim in
            _ = try await sim.remit("a")
            try await sim.fault(#"{"kind":"status","forever":true}"#)
            try await sim.control("POST", "/reset", "{}")
            #expect(try await sim.status("a").code == "204")
            #expect(try await sim.remit("a").code == "101")
            #expect(try await sim.control("GET", "/requests?after=0")["requests"]?.array?.first?["number"] == 2)
        }
    }

    @Test(arguments: [
        ("POST", "/payouts/nobody", #"{"state":"FAILED"}"#, 404), ("POST", "/payouts/a", #"{"state":"LOST"}"#, 400),
        ("POST", "/payouts/a", "{}", 400), ("GET", "/payouts/nobody", nil, 404), ("PUT", "/balance", #"{"balance":"x"}"#, 400),
        ("PUT", "/balance", #"{"balanse":1}"#, 400), ("POST", "/virtual-accounts/x/pay", #"{"amount":1}"#, 404),
        ("POST", "/virtual-accounts/x/pay", #"{"amount":0}"#, 400), ("POST", "/virtual-accounts/x", #"{"state":"EXPIRED"}"#, 404),
        ("PUT", "/callbacks", #"{"url":"https://x"}"#, 400), ("POST", "/callbacks", #"{"kind":"sms","body":1}"#, 400),
        ("POST", "/callbacks", #"{"kind":"va"}"#, 400), ("POST", "/callbacks", #"{"kind":"va","body":1,"times":0}"#, 400),
        ("GET", "/faults/x", nil, 404), ("DELETE", "/faults/9", nil, 404), ("GET", "/requests?after=x", nil, 400),
        ("GET", "/requests?wait=long", nil, 400), ("POST", "/answers", "[]", 400), ("POST", "/reset", "nonsense", 400),
        ("GET", "/nonsense", nil, 404),
    ] as [(String, String, String?, Int)])
    func mistakesAreExplained(method: String, path: String, body: String?, status: Int) async throws {
        try await RunningSimulator.run { sim in
            let reply = try await sim.control.call(method, "/_sim" + path, body)
            #expect(reply.status == status, "\(reply.raw)")
        }
    }

    @Test func itEndsWhileAReaderWaits() async throws {
        try await RunningSimulator.run { sim in
            let number = try await sim.fault(#"{"kind":"delay","release":"before"}"#)
            let channel = try await sim.client.connect()
            // Left open, held for ever: the end of the simulator does not wait for it.
            channel.channel.writeAndFlush(ByteBuffer(string: sim.client.request("POST", "/api/remit", Bodies.remit("a"))), promise: nil)
            try await sim.control("GET", "/faults/\(number)?held=1&wait=30")
            try await channel.executeThenClose { _, _ in }
        }
    }
}
