import Contract
import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// `GET /metrics` (docs/metrics.md).
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan(daemon: { configuration in
        configuration.upstream = ["attempt_timeout: 2s"]
        configuration.more = "metrics: { listen: \"127.0.0.1:0\" }\n"
    })))
struct MetricsTests: StagedSuite {
    private var daemon: DaemonProcess {
        get throws { try #require(Stage.current).daemon }
    }

    @Test func `calls are counted by method, caller and code`() async throws {
        let before = try await Scrape.of(daemon)
        try await gateway.call("GetBalance")
        try await gateway.call("GetBalance")
        _ = try await gateway.refusal("InquireAccount")
        let after = try await Scrape.of(daemon)
        func growth(_ series: String) -> Double { (after[series] ?? 0) - (before[series] ?? 0) }
        #expect(growth(#"oyd_calls_total{method="oy.v1.DisbursementService/GetBalance",caller="tester",code="OK"}"#) == 2)
        #expect(growth(#"oyd_calls_total{method="oy.v1.DisbursementService/InquireAccount",caller="tester",code="INVALID_ARGUMENT"}"#) == 1)
        #expect(growth(#"oyd_call_duration_seconds_count{method="oy.v1.DisbursementService/GetBalance"}"#) == 2)
        #expect(growth(#"oyd_call_duration_seconds_bucket{method="oy.v1.DisbursementService/GetBalance",le="+Inf"}"#) == 2)
        #expect(growth(#"oyd_upstream_attempts_total{outcome="answered",reason="http_2xx"}"#) == 2)
        #expect((after["oyd_connections"] ?? 0) >= 1)
    }

    @Test func `an answer that nobody asked for is counted, and told`() async throws {
        let name = "oyd_upstream_strays_total"
        #expect(try await Scrape.of(daemon)[name] == 0)
        try await control.fault(["kind": "foreign_answer", "path": "/api/balance", "body": #"{"status":{"code":"000"},"balance":7}"#])
        // The answer to it comes once it has been answered.
        #expect(try await gateway.call("GetBalance").integer("balance") == 7)
        let scrape = try await Scrape.until(of: daemon) { ($0[name] ?? 0) > 0 }
        #expect(scrape[name] == 1)
        #expect(try await daemon.process.standardError.line(containing: "nobody had asked for").contains("WARNING"))
        #expect(try await gateway.call("GetBalance").integer("balance") != 7)
    }

    @Test func `a method that does not exist makes no label`() async throws {
        for name in ["Evil\"}", "Evil2", "Evil3"] { _ = try? await gateway.raw("oy.v1.\(name)", name) }
        let scrape = try await Scrape.of(daemon)
        #expect(!scrape.text.contains("Evil"))
        #expect((scrape[#"oyd_calls_total{method="unknown",caller="tester",code="UNIMPLEMENTED"}"#] ?? 0) >= 3)
    }

    @Test func `the oldest UNKNOWN payout is seen, with its age`() async throws {
        #expect(try await Scrape.of(daemon)["oyd_payout_oldest_unknown_age_seconds"] == 0)
        // OY! never answers about it.
        let fault = try await control.fault(["kind": "close_before_processing", "path": "/api/remit", "count": 1000])
        let silence = try await control.fault(["kind": "close_before_processing", "path": "/api/remit-status", "count": 1000])
        let answer = try await gateway.call(
            "Remit",
            [
                "recipient_bank": "014", "recipient_account": "1239812390", "amount": 10000, "partner_trx_id": "metrics-unknown-1",
            ])
        #expect(try answer.value["state"]?.description.contains("UNKNOWN") == true)
        let first = try await Scrape.until(of: daemon) { ($0["oyd_payout_oldest_unknown_age_seconds"] ?? 0) > 0 }
        #expect(first[#"oyd_payouts_open{state="UNKNOWN"}"#] == 1)
        #expect((first[#"oyd_payout_oldest_open_age_seconds{state="UNKNOWN"}"#] ?? 0) > 0)
        #expect(first[#"oyd_payout_oldest_open_age_seconds{state="IN_PROGRESS"}"#] == 0)
        #expect(first.text.contains(#"oyd_upstream_attempts_total{outcome="unknown""#))
        let age = try #require(first["oyd_payout_oldest_unknown_age_seconds"])
        let second = try await Scrape.until(of: daemon) { ($0["oyd_payout_oldest_unknown_age_seconds"] ?? 0) > age }
        #expect(second[#"oyd_alarm{alarm="payout_unknown_long"}"#] == 0)
        #expect(!second.text.contains("metrics-unknown-1") && !second.text.contains("1239812390"))
        try await control.removeFault(fault)
        try await control.removeFault(silence)
    }

    @Test func `what stands there of the daemon itself`() async throws {
        let scrape = try await Scrape.of(daemon)
        #expect(scrape.contentType.hasPrefix("text/plain; version=0.0.4"))
        let now = Date().timeIntervalSince1970
        for series in [
            "process_start_time_seconds", "oyd_credentials_loaded_timestamp_seconds", "oyd_configuration_loaded_timestamp_seconds",
        ] {
            let value = try #require(scrape[series])
            #expect(value > now - 3_600 && value < now + 60, "\(series)")
        }
        for circuit in ["payouts", "other_calls"] {
            #expect(scrape[#"oyd_circuit_state{circuit="\#(circuit)",state="closed"}"#] == 1)
        }
        #expect(scrape["oyd_ledger_up"] == 1 && scrape["oyd_ledger_readable"] == 1)
        #expect((scrape["oyd_ledger_commits_total"] ?? 0) > 0 && (scrape["oyd_ledger_sequence"] ?? 0) > 0)
        #expect(scrape["oyd_ledger_dropped_notes_total"] == 0)
        for alarm in ["credentials_unusable", "credentials_rejected", "configuration_refused", "ledger_unavailable"] {
            #expect(scrape["oyd_alarm{alarm=\"\(alarm)\"}"] == 0, "\(alarm)")
        }
        #expect(!scrape.text.contains(OYCredentials().apiKey))
    }

    @Test(arguments: [("/", "GET"), ("/metrics/", "PUT"), ("/metrics", "POST"), ("/metrics", "DELETE"), ("/debug", "GET")])
    func `nothing else is served`(path: String, method: String) async throws {
        let (_, response) = try await Scrape.get(path, method: method, from: daemon)
        #expect((400..<500).contains(response.statusCode))
    }

    /// Attack: a user of the host has the daemon keep what he sends.
    @Test func `a head that is too large is refused`() async throws {
        let answer = try? await Scrape.get("/metrics", headers: ["X-Padding": String(repeating: "x", count: 20_000)], from: daemon)
        #expect(answer.map { (400..<500).contains($0.1.statusCode) } ?? true, "\(String(describing: answer?.1))")
        #expect(try await Scrape.of(daemon)["oyd_ledger_up"] == 1)
    }

    /// Attack: a user of the host opens as many connections as there may be, and never asks for anything.
    @Test func `connections without a whole head keep nobody from the metrics, and end soon`() async throws {
        let line = try await daemon.process.standardError.line(containing: "Metrics are served")
        let port = try #require(line.split(separator: "port=").last.flatMap { UInt16($0) })
        try await RawSocket.watching(100, port: port, sending: Array("GET /metrics HTTP/1.1\r\nHost:".utf8)) { held in
            let began = ContinuousClock.now
            #expect(try await Scrape.of(daemon)["oyd_ledger_up"] == 1)
            // Nobody had to wait for them to end.
            #expect(began.duration(to: .now) < .seconds(3))
            try await Patience.until("\(held.waitingCount) stay open") { held.waitingCount == 0 }
            #expect(held.waitingCount == 0)
            #expect(began.duration(to: .now) < .seconds(30))
        }
    }

    @Test func `who reads nothing of what it asks for does not keep the daemon from stopping`() async throws {
        try await Stage.with(Stage.Plan { $0.more = "metrics: { listen: \"127.0.0.1:0\" }\n" }) { stage in
            let line = try await stage.daemon.process.standardError.line(containing: "Metrics are served")
            let port = try #require(line.split(separator: "port=").last.flatMap { UInt16($0) })
            let request = "GET /metrics HTTP/1.1\r\nHost: oyd\r\n\r\n"
            // More than both kernels' buffers take of the answers.
            try await RawSocket.holding(
                port: port, sending: Array(String(repeating: request, count: 20_000).utf8)
            ) { () async throws in
                stage.daemon.process.signal(SIGTERM)
                #expect(try await stage.daemon.process.exitStatus() == .exited(0))
            }
        }
    }

    @Test func `an address that is taken keeps the daemon from starting, and is named`() async throws {
        let line = try await daemon.process.standardError.line(containing: "Metrics are served")
        let port = try #require(line.split(separator: "port=").last)
        let directory = try TemporaryDirectory()
        var configuration = try OYDConfiguration(in: directory)
        configuration.more = "metrics: { listen: \"127.0.0.1:\(port)\" }\n"
        let run = try await ProgramRun.of(.oyd, ["--config", directory.write("oyd.yaml", configuration.yaml)])
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("metrics.listen: can't listen at 127.0.0.1:\(port): Address already in use\n"), "\(run)")
        // Nobody was told that it serves, and the trail has both ends of it.
        #expect(!run.errors.contains(" Serving"), "\(run)")
        #expect(access(configuration.socketPath, F_OK) != 0, "callers hear at once that nobody is there")
        #expect(run.errors.contains("The ledger knows no payout"), "nor could it know any")
        let entries = LedgerEntries(path: configuration.ledgerPath)
        #expect(try entries.ofKind("start").count == 1)
        #expect(try entries.ofKind("stop").count == 1)
    }

    @Test func `every metric is documented`() async throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: folder.appendingPathComponent("docs/metrics.md"), encoding: .utf8)
        let names = try await Scrape.of(daemon).text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(names.count > 15)
        for name in names { #expect(document.contains("`\(name)`"), "\(name)") }
    }
}
