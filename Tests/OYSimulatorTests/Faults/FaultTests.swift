import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import OYSimulator

/// Every kind of fault over a real socket: what the client sees, and whether the request was processed.
@Suite struct FaultTests {
    /// How often the payout `id` was accepted, after the fault.
    private func accepted(_ sim: RunningSimulator) async throws -> Int {
        try await sim.control("GET", "/payouts")["payouts"]?.array?.count ?? -1
    }

    @Test(arguments: [("close_before_reading", 0), ("close_before_processing", 0), ("close_after_processing", 1)], [false, true])
    func cutsWithoutAnAnswer(kind: (String, Int), reset: Bool) async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"\#(kind.0)","path":"/api/remit","reset":\#(reset)}"#)
            let reply = try await sim.remit("id")
            #expect(reply.raw == "")
            // A cut with unread bytes is a RST in any case.
            if reset { #expect(reply.wasReset) }
            #expect(try await accepted(sim) == kind.1)
            let entry = try await sim.control("GET", "/requests")["requests"]?.array?.first
            #expect(entry?["fault"]?.string == kind.0)
            #expect(entry?["status"] == nil)
            #expect(try await sim.remit("id").code == (kind.1 == 1 ? "203" : "101"), "the next one passes")
        }
    }

    @Test func closeMidAnswer() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"close_mid_answer","path":"/api/remit","bytes":10}"#)
            let reply = try await sim.remit("id")
            #expect(reply.status == 200)
            #expect(reply.body.utf8.count == 10)
            #expect(!reply.isWhole)
            #expect(try await accepted(sim) == 1)
        }
    }

    @Test func cutJSONIsWholeHTTP() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"cut_json"}"#)
            let reply = try await sim.remit("id")
            #expect(reply.isWhole && !reply.body.isEmpty)
            #expect(reply.json == nil)
            #expect(try await accepted(sim) == 1)
        }
    }

    @Test func emptyBody() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"empty_body"}"#)
            let reply = try await sim.remit("id")
            #expect(reply.status == 200 && reply.isWhole && reply.body.isEmpty)
            #expect(try await accepted(sim) == 1)
        }
    }

    @Test func duplicateAnswer() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"duplicate_answer"}"#)
            let reply = try await sim.remit("id")
            let half = reply.raw.prefix(reply.raw.count / 2)
            #expect(reply.raw == half + half && half.hasPrefix("HTTP/1.1 200"))
            #expect(try await accepted(sim) == 1)
        }
    }

    @Test func foreignAnswer() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"foreign_answer","path":"/api/remit","status":403,"body":"no","ms":1}"#)
            let reply = try await sim.remit("id")
            #expect(reply.raw.hasPrefix("HTTP/1.1 403"))
            #expect(reply.raw.contains("\r\n\r\nnoHTTP/1.1 200 OK"))
            #expect(try await accepted(sim) == 1)
        }
    }

    @Test(arguments: [429, 500, 503, 504], [false, true])
    func status(status: Int, process: Bool) async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"status","status":\#(status),"retry_after":7,"process":\#(process)}"#)
            let reply = try await sim.remit("id")
            #expect(reply.status == status)
            #expect(reply.headers["retry-after"] == "7")
            #expect(try await accepted(sim) == (process ? 1 : 0))
        }
    }

    @Test func html() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"html","status":200}"#)
            let reply = try await sim.remit("id")
            #expect(reply.status == 200 && reply.body.hasPrefix("<html>"))
            #expect(reply.headers["content-type"]?.hasPrefix("text/html") == true)
        }
    }

    @Test(arguments: ["257", "504", "301", "999"], [false, true])
    func code(code: String, process: Bool) async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"code","code":"\#(code)","process":\#(process)}"#)
            let reply = try await sim.remit("id")
            #expect(reply.status == 200 && reply.code == code)
            #expect(try await accepted(sim) == (process ? 1 : 0))
        }
    }

    /// The client waits; the books do not move before the release, and do after it.
    @Test func aHeldRequestIsProcessedOnRelease() async throws {
        try await RunningSimulator.run { sim in
            let number = try await sim.fault(#"{"kind":"delay","path":"/api/remit","release":"before"}"#)
            async let reply = sim.remit("id")
            try await sim.control("GET", "/faults/\(number)?held=1&wait=30")
            #expect(try await accepted(sim) == 0)
            try await sim.control("POST", "/faults/\(number)/release")
            #expect(try await reply.code == "101")
        }
    }

    /// The money moves although the answer is held.
    @Test func aHeldAnswerWasProcessed() async throws {
        try await RunningSimulator.run { sim in
            let number = try await sim.fault(#"{"kind":"delay","release":"after"}"#)
            async let reply = sim.remit("id")
            try await sim.control("GET", "/faults/\(number)?held=1&wait=30")
            #expect(try await accepted(sim) == 1)
            try await sim.control("DELETE", "/faults")
            #expect(try await reply.code == "101")
        }
    }

    /// A payout that arrives late: its client is gone, and it is accepted all the same.
    @Test(arguments: [false, true], [false, true])
    func aHeldRequestWhoseClientLeftIsProcessed(tls: Bool, reset: Bool) async throws {
        try await Certificates.withServer(tls: tls) { sim in
            let number = try await sim.fault(#"{"kind":"delay","release":"before"}"#)
            let bytes = sim.client.request("POST", "/api/remit", Bodies.remit("late"))
            let channel = try await sim.client.connect()
            try await channel.executeThenClose { _, outbound in
                try await outbound.write(ByteBuffer(string: bytes))
                try await sim.control("GET", "/faults/\(number)?held=1&wait=30")
                if reset { Connections.cut(channel.channel, reset: true) }
            }
            // A reset connection is gone at once; one that is only half closed may still be answered.
            if reset { try await sim.control("GET", "/requests?abandoned=true&wait=30") }
            try await sim.control("POST", "/faults/\(number)/release")
            let payout = try await sim.control("GET", "/payouts/late?state=PROCESSED&wait=30")
            #expect(payout["accepted"]?.int == 1)
        }
    }

    @Test func delaysInMilliseconds() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"delay","before_ms":1,"after_ms":1}"#)
            #expect(try await sim.remit("id").code == "101")
        }
    }

    @Test func refuseClosesTheSocketAndDeletingOpensItAgain() async throws {
        try await RunningSimulator.run { sim in
            let warm = try await sim.client.connect()
            let number = try await sim.fault(#"{"kind":"refuse"}"#)
            try await warm.executeThenClose { inbound, _ in
                for try await _ in inbound { Issue.record("a warm connection is cut") }
            }
            await #expect(throws: (any Error).self) { _ = try await sim.remit("id") }
            try await sim.control("DELETE", "/faults/\(number)")
            #expect(try await sim.remit("id").code == "101")
        }
    }

    @Test func refuseEndsByItself() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"refuse","ms":50}"#)
            try await sim.control("GET", "/health?listening=true&wait=30")
            #expect(try await sim.remit("id").code == "101")
        }
    }

    @Test func resetAtAccept() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"reset_at_accept"}"#)
            do {
                let reply = try await sim.remit("id")
                #expect(reply.raw == "")
            } catch is IOError {
                // The RST may come before the connection is set up on this side,
            } catch is NIOConnectionError {
                // or while it is.
            }
            #expect(try await accepted(sim) == 0)
            #expect(try await sim.remit("id").code == "101")
        }
    }

    @Test func countAndAfterN() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"status","path":"/api/balance","after_n":1,"count":2}"#)
            var seen: [Int?] = []
            for _ in 0..<4 { seen.append(try await sim.client.call("GET", "/api/balance").status) }
            #expect(seen == [200, 503, 503, 200])
        }
    }

    @Test func pathAndMethodChoose() async throws {
        try await RunningSimulator.run({ $0.pathPrefix = "/staging/partner" }) { sim in
            try await sim.fault(#"{"kind":"status","path":"/api/accounts/*/balance","method":"GET","forever":true}"#)
            #expect(try await sim.client.call("GET", "/api/balance").status == 200)
            #expect(try await sim.client.call("GET", "/api/accounts/1/balance?x=1").status == 503)
            #expect(try await sim.client.call("PUT", "/api/accounts/1/balance").status == 404)
        }
    }

    @Test func randomFaultsAreTheSameForTheSameSeed() async throws {
        func run() async throws -> String {
            let seen = Mutex("")
            try await RunningSimulator.run { sim in
                try await sim.fault(#"{"kind":"random","seed":42,"percent":50}"#)
                for index in 0..<40 { _ = try await sim.remit("id-\(index)") }
                let requests = try await sim.control("GET", "/requests")["requests"]?.array ?? []
                seen.withLock { $0 = requests.map { $0["fault"]?.string ?? "-" }.joined(separator: " ") }
            }
            return seen.withLock { $0 }
        }
        let first = try await run()
        let kinds = Set(first.split(separator: " "))
        #expect(kinds.count > 4 && kinds.contains("-"))
        #expect(try await run() == first)
    }

    /// On one connection: faults leave the exchanges after them alone.
    @Test func keptAliveConnectionsGoOn() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"status","status":503}"#)
            try await sim.fault(#"{"kind":"delay","after_ms":1}"#)
            let first = sim.client.request("POST", "/api/remit", Bodies.remit("1"), closes: false)
            let second = sim.client.request("POST", "/api/remit", Bodies.remit("2"), closes: false)
            let third = sim.client.request("POST", "/api/remit", Bodies.remit("3"))
            // Sent ahead, in one go: they are answered in turn.
            let reply = try await sim.client.send(first + second + third)
            let heads = reply.raw.split(separator: "\r\n").filter { $0.contains("HTTP/1.1 ") }
            #expect(heads.count == 3, "\(reply.raw)")
            #expect(reply.raw.hasPrefix("HTTP/1.1 503"))
            #expect(try await accepted(sim) == 2)
        }
    }

    @Test func theControlAPIIsNeverSubjectToFaults() async throws {
        try await RunningSimulator.run { sim in
            try await sim.fault(#"{"kind":"close_before_reading","forever":true}"#)
            #expect(try await sim.client.call("GET", "/_sim/health").status == 200)
            #expect(try await sim.client.call("GET", "/api/balance").raw == "")
        }
    }

    @Test(arguments: [
        #"{}"#, #"[]"#, #"{"kind":"nonsense"}"#, #"{"kind":"status","staus":500}"#, #"{"kind":"status","status":99}"#,
        #"{"kind":"delay"}"#, #"{"kind":"code"}"#, #"{"kind":"answer"}"#, #"{"kind":"status","count":0}"#,
        #"{"kind":"random","mix":[]}"#, #"{"kind":"random","percent":101}"#, #"{"kind":"random","mix":[{"kind":"random"}]}"#,
        #"{"kind":"close_after_processing","status":500}"#, #"{"kind":"delay","ms":-1}"#, "{",
    ])
    func mistakesAreRefused(body: String) async throws {
        try await RunningSimulator.run { sim in
            let reply = try await sim.control.call("POST", "/_sim/faults", body)
            #expect(reply.status == 400)
            #expect(reply.json?["error"]?.string?.isEmpty == false)
        }
    }
}
