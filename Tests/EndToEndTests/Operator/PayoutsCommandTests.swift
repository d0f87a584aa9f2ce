import Contract
import Gateway
import Glibc
import Testing

@testable import oyctl

/// `oyctl payouts`: what people do with payouts, under their own uids.
@Suite(.serialized, .showsPrograms, OtherUser.needsRoot, .stage(
    Stage.Plan(simulator: ["--settle-after", "never"]) { configuration in
        configuration.socketMode = "0666"
        configuration.more = "limits: { default_deadline: 2s }\npayouts: { settle: 1s }\n"
        configuration.callers = [
            .init(name: "payroll", uid: getuid(), methods: ["*"], more: ["approval_above: 1000"]),
            .init(name: "chief", uid: 4321, methods: ["*"], more: ["role: approver"]),
            .init(name: "ops", uid: 4322, methods: ["*"], more: ["role: operator"]),
        ]
    }))
struct PayoutsCommandTests: StagedSuite {
    private static let chief: UInt32 = 4321
    private static let ops: UInt32 = 4322

    private func payouts(_ arguments: String..., as uid: UInt32) async throws -> ProgramRun {
        try await ProgramRun.of(
            .oyctl, ["payouts"] + arguments, environment: ["OY_SOCKET": stage.daemon.socketPath], uid: uid)
    }

    private func state(_ run: ProgramRun) throws -> JSONValue? {
        try #require(run.status == .exited(0), "\(run)")
        return try JSONValue(run.output)["payout"]?["state"]
    }

    @Test func `approving lets it go`() async throws {
        try await gateway.call("Remit", .payout("approve-me", amount: 2_000))
        let list = try await payouts("list", "--state", "awaiting_approval", "--caller", "payroll", as: Self.chief)
        #expect(list.output.contains("approve-me"), "\(list)")
        let approved = try await payouts("approve", "approve-me", "--reason", "as agreed", as: Self.chief)
        #expect(try state(approved) == "RECORDED")
        #expect(try await control.requests(count: 1).first?.target.contains("/api/remit") == true)
    }

    @Test func `people get a table, and programs JSON`() async throws {
        try await gateway.call("Remit", .payout("list-me", amount: 4_000_000))
        let table = try await payouts("list", "--table", "--state", "AWAITING_APPROVAL", as: Self.chief)
        #expect(table.status == .exited(0) && table.errors.isEmpty, "\(table)")
        let lines = table.output.split(separator: "\n")
        #expect(lines.first?.contains(#/^ID +STATE +AMOUNT +TO +CALLER +CREATED \(UTC\) +NOTE$/#) == true, "\(table)")
        let own = #/^list-me +AWAITING_APPROVAL +Rp 4\.000\.000 +014 1239812390 +payroll +\d{4}-\d\d-\d\d \d\d:\d\d +until \d{4}/#
        #expect(lines.contains { $0.contains(own) }, "\(table)")
        let json = try await payouts("list", "--state", "AWAITING_APPROVAL", as: Self.chief)
        #expect(json.output.hasPrefix("{\n") && json.output.contains("list-me"), "\(json)")
        try await gateway.call("CancelPayout", ["partner_trx_id": "list-me", "reason": "seen"])
        let none = try await payouts("list", "--table", "--caller", "nobody", as: Self.chief)
        #expect(none.status == .exited(0) && none.output.isEmpty && none.errors == "No payouts match.\n\(Self.nobody)", "\(none)")
        let first = try await payouts("list", "--table", "--limit", "1", as: Self.chief)
        if first.errors.contains("There are more: --after "), let token = first.errors.split(whereSeparator: \.isWhitespace).last {
            let next = try await payouts("list", "--table", "--limit", "1", "--after", String(token), as: Self.chief)
            #expect(next.status == .exited(0) && next.output != first.output, "\(next)")
        }
    }

    private static let nobody = "There is no payout of a caller named nobody, of whatever day and in whatever state.\n"

    @Test(.enabled(if: access(Self.terminal, X_OK) == 0), arguments: [("", true), ("--json", false), ("--compact", false)])
    func `on a terminal it is a table by itself`(option: String, isTable: Bool) async throws {
        try await gateway.call("Remit", .payout("shown-\(option.dropFirst(2))", amount: 2_000))
        let run = try await ProgramRun.of(
            Self.terminal, ["-qec", "\(Binary.oyctl.path) payouts list \(option)", "/dev/null"],
            environment: ["OY_SOCKET": stage.daemon.socketPath])
        #expect(run.status == .exited(0), "\(run)")
        #expect(run.output.contains("CREATED (UTC)") == isTable && run.output.contains("\"payouts\":") != isTable, "\(run)")
    }

    /// Runs a command on a terminal of its own.
    private static let terminal = "/usr/bin/script"

    @Test func `an export of many days has one heading, and counts together`() async throws {
        let range = ["--from-day", Self.day(-1), "--to-day", Self.day(1)]
        try await gateway.call("Remit", .payout("many-days", amount: 2_000))
        let one = try await ProgramRun.of(
            .oyctl, ["payouts", "export"], environment: ["OY_SOCKET": stage.daemon.socketPath], uid: Self.chief)
        let many = try await ProgramRun.of(
            .oyctl, ["payouts", "export"] + range, environment: ["OY_SOCKET": stage.daemon.socketPath], uid: Self.chief)
        #expect(many.status == .exited(0) && many.output == one.output && many.errors == one.errors, "\(many)")
        #expect(many.output.contains("many-days"))
        let before = try await payouts("export", "--from-day", Self.day(-9), "--to-day", Self.day(-3), as: Self.chief)
        #expect(before.output.split(separator: "\r\n").count == 1 && before.errors == "payouts: 0\n", "\(before)")
        let bare = try await payouts("export", "--no-heading", "--from-day", Self.day(-9), "--to-day", Self.day(-3), as: Self.chief)
        #expect(bare.status == .exited(0) && bare.output.isEmpty, "\(bare)")
    }

    /// So many days from now, in the time zone of the daemon.
    private static func day(_ offset: Int64) -> String {
        let jakarta = WallTime.now.milliseconds + 7 * 3_600_000
        return CalendarDay(number: jakarta / WallTime.dayLength + offset).text
    }

    @Test func `waiting tells what became of it by the exit status`() async throws {
        try await gateway.call("Remit", .payout("open", amount: 2_000))
        for (options, status) in [([], 0), (["--exit-status"], 4)] as [([String], Int32)] {
            let run = try await ProgramRun.of(
                .oyctl, ["payouts", "wait", "open", "--timeout", "0.5"] + options, environment: ["OY_SOCKET": stage.daemon.socketPath],
                uid: Self.chief)
            #expect(run.status == .exited(status) && run.output.contains("AWAITING_APPROVAL"), "\(run)")
        }
        try await gateway.call("CancelPayout", ["partner_trx_id": "open", "reason": "twice"])
        let ended = try await payouts("wait", "open", "--exit-status", as: Self.chief)
        #expect(ended.status == .exited(3) && ended.output.contains("CANCELLED"), "\(ended)")
        let none = try await payouts("wait", "never-asked", "--exit-status", as: Self.chief)
        #expect(none.status == .exited(1) && none.errors.contains("PAYOUT_NOT_FOUND"), "\(none)")
    }

    @Test func `an export has every payout once, over all pages, and no formula`() async throws {
        try await gateway.call("Remit", .payout("=1+1", amount: 2_000))
        let names = (0..<501).map { "export-\($0)" }
        for name in names { try await gateway.call("Remit", .payout(name, amount: 2_000)) }
        try await gateway.call("CancelPayout", ["partner_trx_id": "export-0", "reason": "twice, or \"so\""])
        let run = try await payouts("export", "--caller", "payroll", as: Self.chief)
        try #require(run.status == .exited(0), "\(run)")
        let lines = run.output.split(separator: "\r\n").map(String.init)
        #expect(lines.first?.hasPrefix("partner_trx_id,state,amount,recipient_bank,") == true)
        let exported = lines.filter { $0.hasPrefix("export-") }
        #expect(Set(exported.compactMap { $0.split(separator: ",").first.map(String.init) }) == Set(names))
        #expect(exported.count == names.count)
        #expect(exported.contains { $0.hasPrefix("export-0,CANCELLED,2000,014,") && $0.contains(#","twice, or ""so""","#) })
        #expect(lines.contains { $0.hasPrefix("\"'=1+1\",AWAITING_APPROVAL,2000,") })
        let waiting = lines.count { $0.contains(",AWAITING_APPROVAL,") }
        #expect(run.errors.contains("AWAITING_APPROVAL: \(waiting), \(Rupiah.text(Int128(waiting * 2_000)))\n"), "\(run.errors)")
        let none = try await payouts("export", "--caller", "nobody", as: Self.chief)
        #expect(none.output.split(separator: "\r\n").count == 1 && none.errors == "payouts: 0\n\(Self.nobody)", "\(none)")
    }

    @Test func `an export warns of what may be paid although it stands as not paid`() async throws {
        try await control.answer("/api/remit", #"{"status":{"code":"203","message":"Duplicate Partner Tx Id"}}"#)
        _ = try? await gateway.call("Remit", .payout("lives-on", amount: 500))
        let paid = #"{"status":{"code":"000","message":"Success"},"partner_trx_id":"lives-on","amount":500,"recipient_bank":"014"}"#
        try await control.answer("/api/remit-status", paid)
        try await gateway.call("GetRemitStatus", ["partner_trx_id": "lives-on"])
        let run = try await payouts("export", "--caller", "payroll", as: Self.chief)
        #expect(run.errors.contains("(lives_on_since, or code 203): 1, Rp 500: lives-on\n"), "\(run)")
    }

    @Test(arguments: [("--after", "bogus"), ("--day", "27-11-2026")])
    func `an export that can't begin writes nothing`(option: String, value: String) async throws {
        let run = try await payouts("export", option, value, as: Self.chief)
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.output.isEmpty && !run.errors.contains("--after"), "\(run)")
    }

    /// Attack: an accent behind a quote or a comma makes one character of them, but not for a reader of CSV.
    @Test(.enabled(if: Self.hasPython)) func `what callers write stands in its own cell, as programs read the export`() async throws {
        let banks = ["\"\u{301}", "014", "1\"\u{301}", "014,\u{301}COMPLETED", "=\u{301}1+1", "\u{111C2},,\"", "014;x\u{FE0F}"]
        for (number, bank) in banks.enumerated() {
            try await gateway.call("Remit", .payout("cell-\(number)", amount: 2_000, bank: bank))
            try await gateway.call(
                "CancelPayout", ["partner_trx_id": .string("cell-\(number)"), "reason": .string("twice, \(bank)")])
        }
        let export = try await payouts("export", "--state", "cancelled", as: Self.chief)
        let script = """
            import csv,io,json,sys
            print(json.dumps(list(csv.DictReader(io.TextIOWrapper(sys.stdin.buffer, 'utf-8', newline='')))))
            """
        let read = try await ProgramRun.of(Self.python, ["-c", script], input: export.output)
        guard case .array(let rows) = try JSONValue(read.output) else { throw Unreadable() }
        let cells = rows.reversed().filter { $0["partner_trx_id"]?.string?.hasPrefix("cell-") == true }
        #expect(cells.map { $0["partner_trx_id"] } == banks.indices.map { .string("cell-\($0)") })
        #expect(cells.allSatisfy { $0["state"] == "CANCELLED" && $0["amount"] == "2000" && $0["caller"] == "payroll" })
        #expect(cells.map { $0["recipient_bank"]?.string } == banks.map { $0.hasPrefix("=\u{301}") ? "'" + $0 : $0 })
        #expect(cells.map { $0["reason"]?.string } == banks.map { "twice, \($0)" })
    }

    private struct Unreadable: Error {}
    private static let python = "/usr/bin/python3"
    private static var hasPython: Bool { access(python, X_OK) == 0 }

    @Test func `declining and cancelling end it`() async throws {
        for (name, command, uid) in [("decline-me", "decline", Self.chief), ("cancel-me", "cancel", Self.ops)] {
            try await gateway.call("Remit", .payout(name, amount: 2_000))
            let ended = try await payouts(command, name, "--reason", "ordered twice", as: uid)
            #expect(try state(ended) == "CANCELLED")
            let shown = try await payouts("show", name, as: uid)
            #expect(shown.output.contains("ordered twice"), "\(shown)")
            #expect(try state(try await payouts("wait", name, as: uid)) == "CANCELLED")
        }
    }

    @Test func `an operator says what OY! has said`() async throws {
        let fault = try await control.fault(["kind": "close_before_processing", "path": "/api/remit", "forever": true])
        let silence = try await control.fault(["kind": "status", "path": "/api/remit-status", "forever": true])
        try await gateway.call("Remit", .payout("stuck", amount: 500))
        let resolved = try await payouts("resolve", "stuck", "not-paid", "--reason", "ticket 815", as: Self.ops)
        #expect(try state(resolved) == "FAILED")
        try await control.removeFault(fault)
        try await control.removeFault(silence)
    }

    @Test(arguments: [
        ["list", "--state", "PAID"], ["export", "--state", "PAID"], ["list", "--limit", "501"], ["approve", "x"],
        ["resolve", "x", "maybe", "--reason", "y"], ["show"],
        ["approve", "x", "--reason", " "], ["list", "--table", "--json"], ["list", "--table", "--compact"], ["export", "--from-day", "2026-01-01"],
        ["export", "--from-day", "2026-01-02", "--to-day", "2026-01-01"], ["export", "--from-day", "2026-01-01", "--to-day", "2027-01-02"],
        ["export", "--day", "2026-01-01", "--from-day", "2026-01-01", "--to-day", "2026-01-01"],
        ["export", "--from-day", "2026-02-30", "--to-day", "2026-03-01"],
    ])
    func `wrong usage is said before anything is called`(arguments: [String]) async throws {
        let run = try await ProgramRun.of(.oyctl, ["payouts"] + arguments, environment: ["OY_SOCKET": "/nowhere"])
        #expect(run.status == .exited(64), "\(run)")
    }
}
