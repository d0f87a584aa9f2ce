import Contract
import Foundation
import TestSupport
import Testing

/// What comes in at the callback listener, by the real programs.
@Suite(.serialized, .ownProcesses) struct CallbackTests {
    private func withDoor(
        lookUpFor: String = "2s", _ play: (Stage, CallbackDoor) async throws -> Void
    ) async throws {
        var failure: (any Error)?
        try await Stage.with(Stage.Plan { try CallbackDoor.configure(&$0, lookUpFor: lookUpFor) }) { stage in
            let door = try await CallbackDoor(of: stage.daemon)
            do { try await play(stage, door) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private static let verdict = #"{"status":{"code":"000","message":"verified"}}"#

    @Test func `a payment is told once, however often it is reported, and a second one too`() async throws {
        try await withDoor { stage, door in
            try await stage.control.sendCallbacks(to: door, ["copies": 3])
            let number = try await stage.gateway.makeAccount()
            let events = try await EventStream(stage.daemon, kinds: [1])
            try await stage.control.pay(number, 50_000)
            let first = try await events.next()
            let payment = try #require(first.message("virtual_account_payment"))
            #expect(first.bool("verified"))
            #expect(payment.string("va_number") == number)
            #expect(payment.integer("amount") == 50_000)
            #expect(payment.string("partner_user_id") == "user-1")
            #expect(payment.bool("success"))
            #expect(!payment.string("transaction_id").isEmpty)
            // The same words once more: another payment of the same amount.
            try await stage.control.pay(number, 50_000)
            let second = try await events.next()
            #expect(second.message("virtual_account_payment")?.string("transaction_id") != payment.string("transaction_id"))
            // And now a repetition of both, hours later as it were: the next thing told is something else.
            let body = #"{"amount":50000,"va_number":"\#(number)","partner_user_id":"user-1","success":true}"#
            try await Patience.until("it never succeeded") {
                let status = try await door.post("va", body).status
                #expect(status == 200)
                return stage.daemon.log.contains("brought no news")
            }
            try await stage.control.pay(number, 70_000)
            #expect(try await events.next().message("virtual_account_payment")?.integer("amount") == 70_000)
        }
    }

    @Test func `a lie is never told, and raises the alarm`() async throws {
        try await withDoor { stage, door in
            let number = try await stage.gateway.makeAccount()
            let events = try await EventStream(stage.daemon, kinds: [1, 4])
            try await stage.control.pay(number, 10_000)
            let lies = [
                #"{"va_number":"\#(number)","amount":10000000,"partner_user_id":"user-1","success":true}"#,
                #"{"va_number":"999999","amount":10000,"partner_user_id":"user-1","success":true}"#,
                #"{"va_number":"\#(number)","amount":10000,"partner_user_id":"somebody else","success":true}"#,
            ]
            for lie in lies { #expect(try await door.post("va", lie).status == 200) }
            #expect(
                try await door.post("disbursement", #"{"status":{"code":"000","message":"Success"},"partner_trx_id":"never"}"#)
                    .status == 200)
            // The truth comes last and is told first.
            let truth = #"{"va_number":"\#(number)","amount":10000,"partner_user_id":"user-1","success":true}"#
            #expect(try await door.post("va", truth).status == 200)
            let told = try await events.next()
            #expect(told.cursor == 1)
            #expect(told.message("virtual_account_payment")?.integer("amount") == 10_000)
            var mark = 0
            for _ in 0..<4 { mark = try await stage.daemon.process.standardError.end(ofLine: "OY! contradicts a callback", after: mark) }
        }
    }

    @Test func `strangers learn nothing`() async throws {
        try await withDoor { stage, door in
            let json = ["Content-Type": "application/json"]
            let unknown = try await door.send("POST", "/nothing/here", Self.verdict, json)
            #expect(unknown.status == 404)
            #expect(try await door.post("kyc", Self.verdict, token: "wrong-token-of-a-stranger-0") == unknown)
            #expect(try await door.post("kyc", Self.verdict, token: "") == unknown)
            #expect(try await door.post("kyc", Self.verdict, token: CallbackDoor.token + "x") == unknown)
            #expect(try await door.post("nothing", Self.verdict, token: "wrong-token-of-a-stranger-0") == unknown)
            #expect(try await door.send("GET", "/", "", [:]) == unknown)
            #expect(try await door.post("kyc", "not json", token: "wrong-token-of-a-stranger-0", headers: [:]) == unknown)
            // The right token from a wrong address, as the trusted proxy tells.
            let source = json.merging(["X-Forwarded-For": "127.0.0.9, 198.51.100.7"]) { $1 }
            #expect(try await door.post("kyc", Self.verdict, headers: source) == unknown)
            let right = json.merging(["X-Forwarded-For": "198.51.100.7, 127.0.0.9"]) { $1 }
            #expect(try await door.post("kyc", Self.verdict, headers: right).status == 200)
            // Nobody was told of any but the last, and the audit trail holds a bounded number of refusals.
            let events = try await EventStream(stage.daemon)
            #expect(try await events.next().cursor == 1)
            let line = try await stage.daemon.process.standardError.line(containing: "A callback was refused")
            #expect(!line.contains(CallbackDoor.token))
            #expect(!stage.daemon.log.contains(CallbackDoor.token))
        }
    }

    @Test func `what is no callback is refused, and the next one is taken`() async throws {
        try await withDoor { stage, door in
            for broken in ["", "{", "[]", #"{"status":{}}"#, #"{"status":{"code":"000"},"status":{"code":"001"}}"#, "\u{0}"] {
                #expect(try await door.post("kyc", broken).status == 400, "\(broken)")
            }
            #expect(try await door.post("kyc", Self.verdict, headers: ["Content-Type": "text/plain"]).status == 200)
            #expect(try await door.post("kyc", String(repeating: " ", count: 20_000)).status == 413)
            let huge = try? await door.post("kyc", String(repeating: "x", count: 30_000_000))
            #expect(huge == nil || huge?.status == 413)
            #expect(try await door.post("kyc", Self.verdict).status == 200)
            let event = try await EventStream(stage.daemon).next()
            #expect(event.message("kyc_verdict")?.message("status")?.string("code") == "000")
            #expect(!event.bool("verified"))
        }
    }

    @Test func `a callback that can't be written is to come again`() async throws {
        try await withDoor { stage, door in
            let path = stage.directory["ledger.db"]
            try #require(rename(path, path + ".away") == 0)
            let refused = try await door.post("kyc", Self.verdict)
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] != nil)
            try #require(rename(path + ".away", path) == 0)
            try await Patience.until("it never succeeded") { try await door.post("kyc", Self.verdict).status == 200 }
            #expect(try await EventStream(stage.daemon).next().integer("kind") == 2)
        }
    }

    @Test func `OY!'s report makes the gateway ask at once, and both are told`() async throws {
        try await withDoor(lookUpFor: "30s") { stage, door in
            try await stage.control.sendCallbacks(to: door)
            try await stage.gateway.call(
                "Remit",
                ["recipient_bank": "014", "recipient_account": "1239812390", "amount": 10000, "partner_trx_id": "reported"])
            let events = try await EventStream(stage.daemon, kinds: [4, 5])
            try await stage.control.send("POST", "payouts/reported", ["state": "COMPLETED"])
            // Sooner than the resolver's first question, which comes after a minute.
            var states: [Int64] = []
            var reports: [String] = []
            while states.last != 4 || reports.isEmpty {
                let event = try await events.next()
                #expect(event.bool("verified"))
                if let change = event.message("payout_change") { states.append(change.integer("state")) }
                if let report = event.message("disbursement_report") { reports.append(report.string("partner_trx_id")) }
            }
            #expect(states == [2, 3, 4], "UNKNOWN, IN_PROGRESS, COMPLETED")
            #expect(reports == ["reported"])
        }
    }
}

extension ProcessOutput {
    /// Where the first line behind `mark` that has `part` in it ends.
    fileprivate func end(ofLine part: String, after mark: Int) async throws -> Int {
        let line = try await line(containing: part, after: mark)
        let rest = Array(text.utf8).dropFirst(mark)
        guard let range = rest.firstRange(of: Array(line.utf8)) else { return mark }
        return range.upperBound
    }
}
