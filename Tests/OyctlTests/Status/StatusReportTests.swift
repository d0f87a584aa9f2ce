import Contract
import Gateway
import Testing

@testable import oyctl

/// What `oyctl status` makes of the gateway's answers.
@Suite struct StatusReportTests {
    private static let now = WallTime(rfc3339: "2026-11-27T09:12:40Z")!

    private static func answers(
        who: String? = #"{"name":"root","role":"auditor"}"#, health: String? = #"{"status":"SERVING"}"#, alarms: [String] = [],
        open: String = "[]", balance: StatusAnswers.Balance = .known(812_400_000)
    ) throws -> StatusAnswers {
        let names = alarms.map { "\"\($0)\"" }.joined(separator: ",")
        let info = """
            {"version":"0.1.0","started_at":"2026-11-24T09:12:33.123Z","base_url":"https://partner.oyindonesia.com","circuit":"closed",
             "time_zone":"Asia/Jakarta","alarms":[\(names)],"open_payouts":\(open)}
            """
        return StatusAnswers(
            who: try who.map { try message($0, "oy.v1.WhoAmIResponse") },
            health: try health.map { try message($0, "grpc.health.v1.HealthCheckResponse") },
            info: try message(info, "oy.v1.GetInfoResponse"), balance: balance)
    }

    private static func message(_ json: String, _ name: String) throws -> Message {
        try Message(json: Array(json.utf8), as: try #require(MessageSchema.named(name)))
    }

    private static let open = """
        [{"state":"RECORDED"},
         {"state":"UNKNOWN","count":2,"oldest_created_at":"2026-11-26T08:00:00.000Z","oldest_unknown_since":"2026-11-27T08:55:00.000Z"},
         {"state":"IN_PROGRESS","count":14,"oldest_created_at":"2026-11-27T09:12:30.000Z"},{"state":"AWAITING_APPROVAL"}]
        """

    @Test func `a role is told everything`() throws {
        let report = StatusReport(try Self.answers(alarms: ["payout_unknown_long"], open: Self.open), now: Self.now)
        #expect(report.lines == [
            "oyd 0.1.0  serving since 2026-11-24 09:12 UTC (3 days)",
            "you        root, auditor   time zone Asia/Jakarta",
            "OY!        https://partner.oyindonesia.com   reachable   balance Rp 812.400.000",
            "payouts    UNKNOWN 2 (oldest 17 min)   AWAITING_APPROVAL 0   IN_PROGRESS 14 (oldest 10 s)   RECORDED 0",
            "alarms     payout_unknown_long",
        ])
        #expect(!report.isWell)
    }

    @Test func `a service is told what concerns it`() throws {
        let report = StatusReport(
            try Self.answers(who: #"{"name":"payroll"}"#, health: nil, balance: .failed("DEADLINE_EXCEEDED: no\nanswer")), now: Self.now)
        #expect(report.lines == [
            "oyd 0.1.0  running since 2026-11-24 09:12 UTC (3 days)",
            "you        payroll, no role   time zone Asia/Jakarta",
            "OY!        https://partner.oyindonesia.com   balance not known: DEADLINE_EXCEEDED: no\\u000aanswer",
            "payouts    told only to callers with a role",
            "alarms     none (those about payouts are told only to callers with a role)",
        ])
        #expect(report.isWell)
    }

    /// Before any alarm stands.
    @Test func `a gateway that gets nothing from OY! is not well`() throws {
        let report = StatusReport(try Self.answers(balance: .cutOff("UNAVAILABLE: connection_refused")), now: Self.now)
        #expect(report.lines[2] == "OY!        https://partner.oyindonesia.com   balance not known: UNAVAILABLE: connection_refused")
        #expect(!report.isWell && report.json.contains(#""well":false"#), "\(report.json)")
    }

    @Test func `who may ask nothing but its health hears that`() {
        var answers = StatusAnswers()
        answers.health = try? Self.message(#"{"status":"NOT_SERVING"}"#, "grpc.health.v1.HealthCheckResponse")
        let report = StatusReport(answers, now: Self.now)
        #expect(report.lines == [
            "oyd      not serving", "OY!      balance not told: you may not call GetBalance", "payouts  not told: you may not call GetInfo",
            "alarms   not told: you may not call GetInfo",
        ])
        #expect(!report.isWell)
    }

    @Test func `a ledger that can't be read is no empty one`() throws {
        let report = StatusReport(try Self.answers(alarms: ["ledger_unavailable"]), now: Self.now)
        #expect(report.lines.contains("payouts    not known: the ledger can't be read"))
    }

    @Test func `that no alarm stands says nothing of single payouts`() throws {
        let report = StatusReport(try Self.answers(), now: Self.now)
        #expect(report.lines.last == "alarms     none (single payouts': oyctl audit show --kind alarm LEDGER)")
    }
}
