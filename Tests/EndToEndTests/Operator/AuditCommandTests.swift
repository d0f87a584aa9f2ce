import GRDB
import Glibc
import TestSupport
import Testing

/// `oyctl audit`: what an auditor does with a ledger's file, beside the daemon and with a copy of it.
@Suite(.serialized, .ownProcesses, .showsPrograms)
struct AuditCommandTests {
    private func audit(_ arguments: String...) async throws -> ProgramRun {
        try await ProgramRun.of(.oyctl, ["audit"] + arguments)
    }

    /// A ledger with a payout of each name in it, whose daemon goes on running meanwhile.
    private func withLedger(_ payouts: [String], _ body: (String) async throws -> Void) async throws {
        try await Stage.with { stage in
            for payout in payouts { _ = try await stage.gateway.call("Remit", .payout(payout, amount: 500)) }
            try await body(stage.directory["ledger.db"])
        }
    }

    @Test func `verify says that the chain holds, and that it passes through a head noted before`() async throws {
        try await withLedger(["A-1"]) { ledger in
            let first = try await audit("verify", ledger)
            #expect(first.status == .exited(0), "\(first)")
            let head = try #require(first.output.split(separator: " ").last?.split(separator: "\n").first)
            #expect(try await audit("verify", "--passing", "\(head)", ledger).status == .exited(0))
            let never = "\(head.prefix { $0 != ":" }):\(String(repeating: "0", count: 64))"
            let strange = try await audit("verify", "--passing", never, ledger)
            #expect(strange.status == .exited(1), "\(strange)")
        }
    }

    /// As an auditor is given it: nothing can be made beside it.
    @Test(OtherUser.needsRoot) func `a copy in somebody else's folder can be read`() async throws {
        try await withLedger(["A-1"]) { ledger in
            let folder = try TemporaryDirectory()
            let copy = folder["copy.db"]
            try DatabaseQueue(path: ledger).backup(to: DatabaseQueue(path: copy))
            try #require(chmod(folder.path, 0o755) == 0 && chmod(copy, 0o644) == 0)
            let run = try await ProgramRun.of(.oyctl, ["audit", "verify", copy], uid: 4_321)
            #expect(run.status == .exited(0) && run.output.contains("The chain holds"), "\(run)")
        }
    }

    /// Else a trail that is written to a full disk is cut short unseen.
    @Test(arguments: [(["audit", "show"], 1), (["audit", "verify"], 2), (["audit", "export", "--json"], 1), (["methods"], 1)] as [([String], CInt)])
    func `output that can't be written is a failure, and none of the ledger's`(command: [String], status: CInt) async throws {
        try await withLedger(["A-1"]) { ledger in
            let arguments = (command + (command[0] == "audit" ? [ledger] : [])).joined(separator: " ")
            let run = try await ProgramRun.of("/bin/sh", ["-c", "\(Binary.oyctl.path) \(arguments) > /dev/full"])
            #expect(run.status == .exited(status), "\(run)")
            #expect(run.errors == "Error: the output could not be written: No space left on device\n", "\(run)")
        }
    }

    /// Whoever can write the file could otherwise show finance another state or amount beside a chain that holds.
    @Test(arguments: [
        (nil, "2 payouts agree with it"),
        ("UPDATE payouts SET state = 'FAILED'", "payout A-1 has the state FAILED, but its entries say IN_PROGRESS"),
        ("UPDATE payouts SET amount_rupiah = 5", "payout A-1 has the amount 5, but its entries say 500"),
        ("UPDATE payouts SET recipient_bank = '008'", "payout A-1 has the bank 008, but its entries say 014"),
        ("UPDATE payouts SET caller = 'me'", "payout A-1 has the caller me, but its entries say tester"),
        // Nothing that a terminal obeys.
        ("UPDATE payouts SET caller = char(27) || '[2Jme'", "payout A-1 has the caller \u{FFFD}[2Jme, but its entries say tester"),
        ("UPDATE payouts SET partner_trx_id = 'A-0'", "payout A-0 has the state IN_PROGRESS, but its entries say nothing of it"),
        ("DELETE FROM payouts", "payout A-1 is told of by entries, but is not there"),
    ] as [(String?, String)])
    func `verify holds payouts against the entries`(tampering: String?, answer: String) async throws {
        try await withLedger(["A-1", "A-2"]) { ledger in
            let copy = ledger + ".copy"
            let target = try DatabaseQueue(path: copy)
            try DatabaseQueue(path: ledger).backup(to: target)
            try await target.write { database in
                guard let tampering else { return }
                let triggers = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
                try database.execute(sql: "PRAGMA ignore_check_constraints = ON; \(tampering) WHERE partner_trx_id = 'A-1'")
            }
            let run = try await audit("verify", "--payouts", copy)
            #expect(run.output.contains("The chain holds"), "\(run)")
            #expect(run.output.contains(answer), "\(run)")
            #expect(run.status == .exited(tampering == nil ? 0 : 1))
        }
    }

    @Test func `show says how much, to whom, and OY!'s name for it`() async throws {
        try await withLedger(["A-1"]) { ledger in
            let run = try await audit("show", "--payout", "A-1", ledger)
            let lines = run.output.split(separator: "\n")
            #expect(lines.contains { $0.contains("new → UNKNOWN") && $0.contains("Rp 500 to 014 …") }, "\(run)")
            #expect(lines.contains { $0.contains("remit  payout A-1") && $0.contains("OY! 101  trx_id ") }, "\(run)")
        }
    }

    @Test func `verify names the first entry that does not hold, with exit status 1`() async throws {
        try await withLedger(["A-1", "A-2"]) { ledger in
            let copy = ledger + ".copy"
            let source = try DatabaseQueue(path: ledger)
            let target = try DatabaseQueue(path: copy)
            try source.backup(to: target)
            try await target.write { database in
                try database.execute(sql: """
                    DROP TRIGGER audit_is_not_changed;
                    UPDATE audit SET entry = replace(entry, 'A-1', 'A-9') WHERE seq = 5;
                    """)
            }
            let run = try await audit("verify", copy)
            #expect(run.status == .exited(1), "\(run)")
            #expect(run.output.contains("The chain does not hold: entry 5"), "\(run)")
            #expect(run.output.contains("4 entries before it hold"), "\(run)")
            #expect(try await audit("verify", ledger).status == .exited(0))
        }
    }

    /// Without them a chain can be written anew at ease: what holds now says little of what held before.
    @Test(arguments: [
        ("DROP TRIGGER audit_is_not_deleted", "trigger audit_is_not_deleted is not as"),
        ("CREATE VIEW seen AS SELECT 1", "has a view, seen, which no ledger has"),
        ("CREATE VIEW \"\u{1B}[2Jseen\" AS SELECT 1", "has a view, \u{FFFD}[2Jseen, which no ledger has"),
        ("CREATE INDEX extra ON payouts (state)", "index extra is not"), ("CREATE TABLE extra (x)", "table extra is not"),
    ])
    func `verify says which guard was taken off, with exit status 1`(tampering: String, answer: String) async throws {
        try await withLedger(["A-1"]) { ledger in
            let copy = ledger + ".copy"
            let target = try DatabaseQueue(path: copy)
            try DatabaseQueue(path: ledger).backup(to: target)
            try await target.write { try $0.execute(sql: tampering) }
            let run = try await audit("verify", copy)
            #expect(run.status == .exited(1), "\(run)")
            #expect(run.output.contains("The ledger is not as the gateway made it: ") && run.output.contains(answer), "\(run)")
            #expect(run.errors.isEmpty, "\(run)")
        }
    }

    /// Attack: the daemon would no longer find what is due, or pay what it does not find.
    @Test func `verify names an index that is not as its table, with exit status 1`() async throws {
        try await withLedger(["A-1"]) { ledger in
            let copy = ledger + ".copy"
            let target = try DatabaseQueue(path: copy)
            try DatabaseQueue(path: ledger).backup(to: target)
            try await target.write { database in
                try database.execute(sql: """
                    CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'payouts_due';
                    PRAGMA writable_schema = ON;
                    DELETE FROM sqlite_schema WHERE name = 'payouts_due';
                    PRAGMA writable_schema = RESET;
                    UPDATE payouts SET next_action_at_ms = next_action_at_ms + 1000, version = version + 1;
                    PRAGMA writable_schema = ON;
                    INSERT INTO sqlite_schema SELECT * FROM kept;
                    """)
            }
            let run = try await audit("verify", "--payouts", copy)
            #expect(run.status == .exited(1), "\(run)")
            #expect(run.output.contains("The ledger's tables and indexes do not agree: ") && run.output.contains("payouts_due"), "\(run)")
        }
    }

    /// Of the other commands, too, and of a daemon's check.
    @Test(arguments: [["audit", "show"], ["audit", "export", "--json"]])
    func `a hostile ledger moves no terminal's cursor`(command: [String]) async throws {
        let directory = try TemporaryDirectory()
        try await DatabaseQueue(path: directory["ledger.db"]).write {
            try $0.execute(sql: "PRAGMA application_id = 1331252295; CREATE VIEW \"\u{1B}[2Jseen\" AS SELECT 1")
        }
        let run = try await ProgramRun.of(.oyctl, command + [directory["ledger.db"]])
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("has a view, \u{FFFD}[2Jseen, which no ledger has") && !run.errors.contains("\u{1B}"), "\(run)")
    }

    @Test func `what is no ledger is an error in words`() async throws {
        for path in ["/nowhere/ledger.db", "/dev/null"] {
            let run = try await audit("verify", path)
            #expect(run.status == .exited(2), "\(run)")
            #expect(run.output.isEmpty && run.errors.contains(path), "\(run)")
        }
    }

    @Test func `show tells a payout's story, and says so where there is none`() async throws {
        try await withLedger(["A-1", "A-2"]) { ledger in
            let story = try await audit("show", "--payout", "A-1", ledger)
            #expect(story.status == .exited(0), "\(story)")
            #expect(story.output.contains(#/remit  payout A-1  new → UNKNOWN .*  begun/#), "\(story)")
            #expect(story.output.contains("UNKNOWN → IN_PROGRESS"), "\(story)")
            #expect(!story.output.contains("A-2"), "\(story)")
            let none = try await audit("show", "--payout", "A-3", ledger)
            #expect(none.status == .exited(1) && none.output.isEmpty, "\(none)")
            #expect(none.errors == "No entry of the ledger matches.\n", "\(none)")
        }
    }

    @Test func `show selects by number, time, caller and kind`() async throws {
        try await withLedger(["A-1"]) { ledger in
            let all = try await audit("show", ledger).output.split(separator: "\n").map(String.init)
            let numbers = try await audit("show", "--from", "2", "--to", "3", ledger)
            #expect(numbers.output.split(separator: "\n").map(String.init) == Array(all[1...2]), "\(numbers)")
            let kinds = try await audit("show", "--kind", "start", "--kind", "call", ledger)
            let ofKinds = all.filter { $0.contains("Z  start  ") || $0.contains("Z  call  ") }
            #expect(kinds.output.split(separator: "\n").map(String.init) == ofKinds, "\(kinds)")
            let own = try await audit("show", "--caller", "tester", ledger)
            #expect(own.output.split(separator: "\n").map(String.init) == all.filter { $0.contains("  tester  ") }, "\(own)")
            let third = try #require(all[2].split(separator: " ").dropFirst().first.map(String.init))
            let since = try await audit("show", "--since", third, "--until", "2999-12-31", ledger)
            #expect(since.output.contains(all[2]) && !since.output.contains(all[0]), "\(since)")
            let until = try await audit("show", "--until", String(third.prefix(10)), ledger)
            #expect(until.status == .exited(0) && until.output.contains(all[0]), "\(until)")
            for nothing in [["--since", "2999-12-31"], ["--until", "2000-01-01"], ["--caller", "nobody"], ["--kind", "alarm"], ["--from", "9999"]] {
                let run = try await ProgramRun.of(.oyctl, ["audit", "show"] + nothing + [ledger])
                #expect(run.status == .exited(1) && run.output.isEmpty && run.errors == "No entry of the ledger matches.\n", "\(run)")
            }
        }
    }

    @Test(arguments: [
        ["--since", "yesterday"], ["--until", "2026-02-30"], ["--kind", "payment"], ["--from", "0"], ["--from", "3", "--to", "2"],
        ["--since", "2026-01-02", "--until", "2026-01-01"],
    ])
    func `a selection that is none is wrong usage`(options: [String]) async throws {
        let run = try await ProgramRun.of(.oyctl, ["audit", "show"] + options + ["/nowhere"])
        #expect(run.status == .exited(64), "\(run)")
    }

    @Test func `show's help says what it does not prove`() async throws {
        let help = try await audit("show", "--help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(help.contains("does not verify") && help.contains("Only the state COMPLETED means that a payout was paid"), "\(help)")
    }

    @Test func `export gives each entry with its number and hash`() async throws {
        try await withLedger(["A-1"]) { ledger in
            let run = try await audit("export", "--json", "--from", "2", "--to", "3", ledger)
            #expect(run.status == .exited(0), "\(run)")
            let lines = try run.output.split(separator: "\n").map { try JSONValue(String($0)) }
            #expect(lines.compactMap { $0["seq"] } == [2, 3])
            #expect(lines.allSatisfy { $0["entry"]?["kind"] != nil && $0["hash"] != nil })
        }
    }
}
