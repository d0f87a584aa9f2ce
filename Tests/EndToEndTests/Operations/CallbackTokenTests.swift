import Contract
import Foundation
import TestSupport
import Testing

/// The callback token is picked up without a restart, as the credentials are; and what waits is seen in the metrics.
@Suite(.serialized, .ownProcesses) struct CallbackTokenTests {
    private static let plan = Stage.Plan.receivingCallbacks { $0.more += "metrics: { listen: \"127.0.0.1:0\" }\n" }
    private static let verdict = #"{"status":{"code":"000","message":"verified"}}"#

    @Test func `a new token is in force at once, and a bad one leaves the old`() async throws {
        try await Backstage.with(Self.plan) { backstage in
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                let door = try await CallbackDoor(of: daemon)
                let log = daemon.process.standardError
                let alarm = #"oyd_alarm{alarm="callback_token_unusable"}"#
                let second = "second-t0ken-of-the-tests-0123456789"
                try backstage.directory.replace("callback-token", with: second + "\n")
                try await log.line(containing: "A new callback token is in force")
                #expect(try await door.post("kyc", Self.verdict).status == 404)
                #expect(try await door.post("kyc", Self.verdict, token: second).status == 200)

                for (bad, mode) in [("short", 0o600), ("third-t0ken-of-the-tests-0123456789", 0o644)] as [(String, mode_t)] {
                    let mark = log.mark
                    try backstage.directory.replace("callback-token", with: bad, mode: mode)
                    try await log.line(containing: "The new callback token can't be used", after: mark)
                    #expect(try await Scrape.of(daemon)[alarm] == 1)
                    #expect(try await door.post("kyc", Self.verdict, token: bad).status == 404)
                    #expect(try await door.post("kyc", Self.verdict, token: second).status == 200)
                }
                let mark = log.mark
                try backstage.directory.replace("callback-token", with: CallbackDoor.token)
                _ = try await Scrape.until(of: daemon) { $0[alarm] == 0 }
                #expect(try await door.post("kyc", Self.verdict).status == 200)
                try await log.line(containing: "A new callback token is in force", after: mark)
                let entries = try LedgerEntries(path: backstage.configuration.ledgerPath).ofKind("credentials")
                #expect(entries.map { $0["outcome"]?["code"] } == ["OK", "OK", "REFUSED", "REFUSED", "OK"])
                let file = backstage.directory["callback-token"]
                #expect(entries.first?["detail"]?.description.hasSuffix(", \(file)\"") == true, "loaded: \(entries)")
                for entry in [entries[1], entries[4]] { #expect(entry["detail"] == .string("replaced: \(file)")) }
                #expect(entries[2...3].allSatisfy { $0["outcome"]?["reason"] == "CALLBACK_TOKEN_UNUSABLE" })
                #expect(!"\(entries)".contains("t0ken"))
                #expect(!daemon.log.contains(second) && !daemon.log.contains(CallbackDoor.token))
            }
        }
    }

    /// A URL that OY! was given wrong, and one that it was not given at all, must be told apart by who runs the gateway.
    @Test func `what the callback listener refuses is counted by reason`() async throws {
        try await Backstage.with(Self.plan) { backstage in
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                let door = try await CallbackDoor(of: daemon)
                func refused() async throws -> [Double?] {
                    let scrape = try await Scrape.of(daemon)
                    return ["token", "path", "body", "source"].map { scrape["oyd_callbacks_refused_total{reason=\"\($0)\"}"] }
                }
                #expect(try await refused() == [0, 0, 0, 0])

                let verdict = #"{"status":{"code":"000"}}"#
                let unknown = try await door.post("kyc", verdict, token: "wrong-token-of-a-stranger-0")
                #expect(unknown.status == 404)
                #expect(try await door.post("kyc/xx", verdict) == unknown)
                #expect(try await door.send("PUT", "/callbacks/\(CallbackDoor.token)/kyc", verdict, [:]) == unknown)
                #expect(try await door.post("kyc", "{").status == 400)
                #expect(try await refused() == [1, 2, 1, 0])
            }
        }
    }

    @Test func `callbacks that wait are counted, with the age of the oldest`() async throws {
        try await Backstage.with(Self.plan) { backstage in
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                let number = try await daemon.connect().makeAccount()
                try await backstage.control.pay(number, 50_000)
                let fault = try await backstage.control.fault(["kind": "status", "path": "/api/*", "forever": true])
                #expect(try await Scrape.of(daemon)["oyd_callbacks_pending"] == 0)
                #expect(try await Scrape.of(daemon)["oyd_callback_oldest_pending_age_seconds"] == 0)
                let body = #"{"va_number":"\#(number)","amount":50000,"partner_user_id":"user-1","success":true}"#
                #expect(try await CallbackDoor(of: daemon).post("va", body).status == 200)
                _ = try await Scrape.until(of: daemon) {
                    $0["oyd_callbacks_pending"] == 1 && ($0["oyd_callback_oldest_pending_age_seconds"] ?? 0) > 0
                }
                try await backstage.control.removeFault(fault)
                let settled = try await Scrape.until(of: daemon) { $0["oyd_callbacks_pending"] == 0 }
                #expect(settled[#"oyd_callbacks_total{kind="va",outcome="received"}"#] == 1)
                #expect(settled[#"oyd_callbacks_total{kind="va",outcome="contradicted"}"#] == 0)
                _ = try await EventStream(daemon, kinds: [1]).next()
            }
        }
    }
}
