import Contract
import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// Whoever can write the file could otherwise have another account paid, or show people another end than the chain proves.
@Suite struct PayoutAgreementTests {
    let directory = try! TemporaryDirectory()

    private func check() throws -> PayoutAgreement.Finding {
        try PayoutAgreement.check(path: directory.ledger)
    }

    // MARK: What the gateway writes

    /// A payout and its entries, change by change.
    private struct Course {
        var payout: Payout
        let ledger: SQLiteLedger

        /// It is asked for.
        init(_ name: String, state: PayoutState, in ledger: SQLiteLedger) async throws {
            self.ledger = ledger
            payout = Payout(
                partnerTrxID: name, caller: "payroll",
                body: Array(
                    #"{"recipient_bank":"014","recipient_account":"1239812390","amount":10000,"note":"r\u00e9nt","partner_trx_id":"\#(name)"}"#.utf8),
                amountRupiah: 10_000, recipientBank: "014", createdAt: .sample, requestedByUID: 1, state: state, sendUntil: .sample,
                nextActionAt: .sample)
            let request = """
                {"recipient_bank":"014","recipient_account":{"masked":"…2390","digest":"\(ledger.digest("1239812390"))"},"amount":10000,\
                "note":{"masked":"…t","digest":"\(ledger.digest("r\u{E9}nt"))"},"partner_trx_id":"\(name)"}
                """
            let entry = AuditEntry(
                time: .sample, kind: state == .unknown ? .attempt : .transition,
                caller: AuditCaller(name: "payroll", uid: 1, gid: 1, pid: 1, executable: nil),
                request: RedactedMessage(stringLiteral: request), payout: name, to: state)
            try await ledger.commit(LedgerChange(payout: .insert(payout, within: nil), entries: [entry]))
        }

        /// It comes to that state, and something is said of it. The entry is made a little later.
        mutating func move(
            to state: PayoutState, _ kind: AuditEntry.Kind, trxID: String? = nil, saying words: String? = nil, _ change: (inout Payout) -> Void
        ) async throws {
            let old = payout.state
            payout = payout.moved(to: state, at: payout.updatedAt.advanced(by: .seconds(60)))
            change(&payout)
            let time = payout.updatedAt.advanced(by: .milliseconds(1_500))
            let entry = AuditEntry(
                time: time, kind: kind, trxID: trxID, payout: payout.partnerTrxID, from: old == state ? nil : old,
                to: old == state ? nil : state, detail: words)
            try await ledger.commit(LedgerChange(payout: .update(payout, from: old), entries: [entry]))
        }
    }

    /// One of each course.
    private func makeLedger() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        var paid = try await Course("paid", state: .unknown, in: ledger)
        try await paid.move(to: .inProgress, .attempt, trxID: "OY-1") { $0.trxID = "OY-1" }
        // Another name that was only alarmed.
        try await paid.move(to: .completed, .attempt, trxID: "OY-2") { _ in }
        var declined = try await Course("declined", state: .awaitingApproval, in: ledger)
        try await declined.move(to: .cancelled, .transition, saying: "declined by boss: who: is it?") {
            ($0.decidedBy, $0.reason) = ("boss", "who: is it?")
        }
        var late = try await Course("late", state: .awaitingApproval, in: ledger)
        try await late.move(to: .recorded, .transition, saying: "approved by boss: ") { ($0.decidedBy, $0.reason) = ("boss", "") }
        try await late.move(to: .cancelled, .transition, saying: "could not be sent in time") {
            ($0.decidedBy, $0.reason) = (nil, "could not be sent in time")
        }
        var resent = try await Course("resent", state: .unknown, in: ledger)
        try await resent.move(to: .unknown, .transition, saying: "sent again by ops: nothing came") {
            ($0.decidedBy, $0.reason) = ("ops", "nothing came")
        }
        _ = try await Course("waits", state: .recorded, in: ledger)
        await ledger.close()
    }

    @Test func whatTheGatewayWritesAgrees() async throws {
        try await makeLedger()
        #expect(try check() == .agrees(payouts: 5))
    }

    /// A payout begins in one of these ways; the last is that of ledgers written before an attempt could begin one.
    @Test func payoutsAgreeHoweverTheyBegin() async throws {
        func entry(_ name: String, _ kind: AuditEntry.Kind, from: PayoutState? = nil, to: PayoutState) -> AuditEntry {
            AuditEntry(
                time: .sample, kind: kind, caller: AuditCaller(name: "payroll", uid: 1, gid: 1, pid: 1, executable: nil),
                request: from == nil ? #"{"amount":10000,"recipient_bank":"014"}"# : nil, payout: name, from: from, to: to)
        }
        let ledger = try SQLiteLedger(path: directory.ledger)
        for (name, state, entries) in [
            ("at-once", PayoutState.unknown, [entry("at-once", .attempt, to: .unknown)]),
            ("waits", .recorded, [entry("waits", .transition, to: .recorded)]),
            ("approval", .awaitingApproval, [entry("approval", .transition, to: .awaitingApproval)]),
            (
                "older", .unknown,
                [entry("older", .transition, to: .recorded), entry("older", .attempt, from: .recorded, to: .unknown)]
            ),
        ] {
            try await ledger.commit(LedgerChange(payout: .insert(.sample(name, state: state), within: nil), entries: entries))
        }
        await ledger.close()
        #expect(try check() == .agrees(payouts: 4))
        // What is sent is the body, whatever the columns say.
        try Onlooker(directory.ledger).run("""
            DROP TRIGGER payout_keeps_its_identity; DROP TRIGGER payout_changes_in_order;
            UPDATE payouts SET body = CAST(replace(CAST(body AS TEXT), '10000', '99999') AS BLOB) WHERE partner_trx_id = 'approval'
            """)
        #expect(
            try check()
                == .differs("payout approval sends OY! another payout than it says"))
    }

    struct Tampering: Sendable, CustomTestStringConvertible {
        var set: String
        var name: String
        var difference: String
        var testDescription: String { "\(name): \(set)" }
    }

    @Test(arguments: [
        Tampering(
            set: "body = CAST(replace(CAST(body AS TEXT), '1239812390', '6666666666') AS BLOB)", name: "waits",
            difference: "sends OY! another account than its entries say"),
        Tampering(
            set: "body = CAST(replace(CAST(body AS TEXT), '\"recipient_account\":\"1239812390\",', '') AS BLOB)", name: "waits",
            difference: "sends OY! another account than its entries say"),
        Tampering(
            set: #"body = CAST(replace(CAST(body AS TEXT), 'r\u00e9nt', 'food') AS BLOB)"#, name: "waits",
            difference: "sends OY! another note than its entries say"),
        Tampering(
            set: #"body = CAST(replace(CAST(body AS TEXT), '"note"', '"email":"me@example.com","note"') AS BLOB)"#, name: "waits",
            difference: "sends OY! another e-mail address than its entries say"),
        Tampering(set: "asked_by_uid = 2", name: "paid", difference: "has the asked_by_uid 2, but its entries say 1"),
        Tampering(set: "asked_by_uid = NULL", name: "waits", difference: "has no asked_by_uid, but an older one has"),
        Tampering(
            set: "created_at_ms = created_at_ms - 86400000", name: "paid",
            difference: "was asked for at 2026-01-30T23:59:59.000Z, but its entries say at 2026-01-31T23:59:59.000Z"),
        Tampering(
            set: "created_at_ms = 9223372036854775807", name: "waits",
            difference: "was asked for at 9999-12-31T23:59:59.999Z, but its entries say at 2026-01-31T23:59:59.000Z"),
        Tampering(set: "trx_id = 'OY-9'", name: "paid", difference: "has the trx_id OY-9, but its entries say OY-2"),
        Tampering(set: "trx_id = NULL", name: "paid", difference: "has no trx_id, but its entries say OY-2"),
        Tampering(set: "trx_id = 'OY-1'", name: "waits", difference: "has the trx_id OY-1, but its entries say nothing of it"),
        Tampering(set: "decided_by = 'me'", name: "declined", difference: "has the decided_by me, but its entries say boss: who: is it?"),
        Tampering(set: "decided_by = 'bos'", name: "declined", difference: "has the decided_by bos, but its entries say boss: who: is it?"),
        Tampering(
            set: "decided_by = NULL", name: "declined",
            difference: "has no decided_by, but its entries say boss: who: is it?"),
        Tampering(set: "decided_by = 'me'", name: "resent", difference: "has the decided_by me, but its entries say ops: nothing came"),
        Tampering(set: "decided_by = 'boss'", name: "paid", difference: "has the decided_by boss, but its entries say nothing of it"),
        Tampering(set: "reason = 'why not'", name: "declined", difference: "has the reason why not, but its entries say who: is it?"),
        Tampering(set: "reason = 'why not'", name: "late", difference: "has the reason why not, but its entries say could not be sent in time"),
        Tampering(
            set: "final_at_ms = final_at_ms + 86400000", name: "paid",
            difference: "has ended at 2026-02-02T00:01:59.000Z, but its entries say at 2026-02-01T00:02:00.000Z"),
        Tampering(
            set: "final_at_ms = 9223372036854775807", name: "declined",
            difference: "has ended at 9999-12-31T23:59:59.999Z, but its entries say at 2026-02-01T00:01:00.000Z"),
    ])
    func whatWasChangedIsNamed(_ tampering: Tampering) async throws {
        try await makeLedger()
        try tamper("UPDATE payouts SET \(tampering.set) WHERE partner_trx_id = '\(tampering.name)'")
        #expect(try check() == .differs("payout \(tampering.name) \(tampering.difference)"))
    }

    @Test func payoutsThatAreGoneDoNotAgree() async throws {
        try await makeLedger()
        try Onlooker(directory.ledger).run("DROP TABLE payouts")
        guard case .differs(let difference) = try check() else {
            Issue.record("they are gone, and agree")
            return
        }
        #expect(difference.contains("can't be read"))
    }

    private func tamper(_ sql: String) throws {
        let onlooker = try Onlooker(directory.ledger)
        for trigger in try onlooker.texts("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'payouts'") {
            try onlooker.run("DROP TRIGGER \(trigger)")
        }
        try onlooker.run(sql)
    }

    /// Else the marks of other accounts could be made to fit.
    @Test func withoutTheKeyOfItsMarksNothingIsCompared() async throws {
        try await makeLedger()
        try Onlooker(directory.ledger).run("DELETE FROM meta")
        #expect { try check() } throws: { ($0 as? LedgerOpeningError)?.reason == .schemaChanged }
    }

    /// It looks at each of millions of payouts once, and for none of them at all of the others.
    @Test func theAgreementJoinsNothing() throws {
        let database = try DatabaseQueue()
        try database.inDatabase { database in
            try LedgerSchema.migrate(database)
            database.add(function: PersonalDigest(key: UnsafeRawBufferPointer(start: nil, count: 0)).function)
            let plan = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + PayoutAgreement.testimonies()).map { $0["detail"] as String }
            #expect(plan.count { $0 == "SCAN payouts" } == 1 && plan.count { $0 == "SCAN audit" } == 1, "\(plan)")
            #expect(!plan.contains { $0.contains("JOIN") || $0.contains("INDEX") }, "\(plan)")
        }
    }

    // MARK: Older ledgers

    /// As its gateway left it, and not yet opened by this one. Its entries have no time, no account, and no name of OY!'s.
    @Test(arguments: 1...LedgerSchema.version) func anOlderLedgerAgrees(version: Int) throws {
        try OlderLedger(version: version).make(at: directory.ledger)
        #expect(try check() == .agrees(payouts: Int64(PayoutState.allCases.count)))
    }

    /// Rows did not always say who asked, which entries always did.
    @Test func payoutsFromBeforeRowsSaidWhoAskedAgree() async throws {
        try await makeLedger()
        try tamper("UPDATE payouts SET asked_by_uid = NULL WHERE partner_trx_id IN ('paid', 'declined', 'late')")
        #expect(try check() == .agrees(payouts: 5))
    }

    /// The gateway did not always write down why it cancelled a payout by itself, nor take its approver off.
    @Test(arguments: [nil, "boss"]) func aCancellationWithoutWordsAgrees(person: String?) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        var late = try await Course("late", state: .awaitingApproval, in: ledger)
        try await late.move(to: .recorded, .transition, saying: "approved by boss: fine") { ($0.decidedBy, $0.reason) = ("boss", "fine") }
        try await late.move(to: .cancelled, .transition) { ($0.decidedBy, $0.reason) = (person, "could not be sent in time") }
        await ledger.close()
        #expect(try check() == .agrees(payouts: 1))
    }

    /// A callback's entry has the name that was told with it: of a second payment, say.
    @Test func aNameThatACallbackBroughtIsNotThePayouts() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for (name, trxID) in [("old", nil), ("new", "OY-1")] as [(String, String?)] {
            var paid = try await Course(name, state: .unknown, in: ledger)
            try await paid.move(to: .completed, .attempt, trxID: trxID) { $0.trxID = "OY-1" }
            let callback = AuditEntry(time: .sample, kind: .callback, trxID: "OY-2", payout: name)
            try await ledger.commit(LedgerChange(entries: [callback]))
        }
        await ledger.close()
        #expect(try check() == .agrees(payouts: 2))
        // Nor is it one that the row may have been changed to.
        try tamper("UPDATE payouts SET trx_id = 'OY-2' WHERE partner_trx_id = 'new'")
        #expect(try check() == .differs("payout new has the trx_id OY-2, but its entries say OY-1"))
    }

    /// Before entries had OY!'s names, rows had: they prove nothing of those. What began later has both.
    @Test func namesOlderThanThoseOfEntriesAgree() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        var old = try await Course("old", state: .unknown, in: ledger)
        try await old.move(to: .inProgress, .attempt) { $0.trxID = "OY-0" }
        var new = try await Course("new", state: .unknown, in: ledger)
        try await new.move(to: .inProgress, .attempt, trxID: "OY-1") { $0.trxID = "OY-1" }
        var newer = try await Course("newer", state: .unknown, in: ledger)
        try await newer.move(to: .rejected, .attempt) { $0.attempts = 0 }
        await ledger.close()
        #expect(try check() == .agrees(payouts: 3))
        try tamper("UPDATE payouts SET trx_id = 'OY-2' WHERE partner_trx_id = 'newer'")
        #expect(try check() == .differs("payout newer has the trx_id OY-2, but its entries say nothing of it"))
    }
}
