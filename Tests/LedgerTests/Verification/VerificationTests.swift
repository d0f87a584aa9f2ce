import Foundation
import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

@Suite struct VerificationTests {
    let directory = try! TemporaryDirectory()

    /// Entries 1 to 30, and the head.
    private func makeLedger() async throws -> ChainHead {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(LedgerChange(entries: (1...30).map { .sample("entry \($0)") }))
        await ledger.close()
        return ledger.statistics.head
    }

    private func firstBroken(passing head: ChainHead? = nil) throws -> BrokenLink? {
        guard case .broken(let link, let held) = try LedgerVerification.verify(path: directory.ledger, passing: head)
        else { return nil }
        #expect(held.sequence == link.sequence - 1 || link.reason == .missing || head != nil)
        return link
    }

    @Test func aChainThatHoldsGivesItsHead() async throws {
        let head = try await makeLedger()
        #expect(head.sequence == 30)
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(head))
    }

    @Test func aDirectoryIsNamedAsOne() throws {
        #expect(throws: LedgerOpeningError(.notARegularFile, "\(directory.path): is a directory")) {
            try LedgerVerification.verify(path: directory.path)
        }
    }

    /// Neither a bad disk nor a wrong path: somebody has been at it.
    @Test func aTableThatIsGoneIsNoChain() async throws {
        _ = try await makeLedger()
        try Onlooker(directory.ledger).run("DROP TABLE audit")
        #expect(try firstBroken()?.reason == .unreadable)
    }

    @Test func anEmptyChainHolds() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(.start))
    }

    struct Tampering: Sendable, CustomTestStringConvertible {
        var sql: String
        var sequence: Int64
        var reason: BrokenLink.Reason
        var testDescription: String { sql }
    }

    @Test(arguments: [
        Tampering(
            sql: "UPDATE audit SET entry = replace(entry, 'entry 7', 'entry 8') WHERE seq = 7", sequence: 7,
            reason: .hashMismatch),
        Tampering(sql: "UPDATE audit SET entry = entry || ' ' WHERE seq = 30", sequence: 30, reason: .hashMismatch),
        Tampering(sql: "UPDATE audit SET hash = zeroblob(32) WHERE seq = 1", sequence: 1, reason: .hashMismatch),
        Tampering(sql: "DELETE FROM audit WHERE seq = 12", sequence: 12, reason: .missing),
        Tampering(sql: "DELETE FROM audit WHERE seq = 1", sequence: 1, reason: .missing),
        Tampering(
            sql: "DELETE FROM audit WHERE seq = 12; UPDATE audit SET seq = seq - 1 WHERE seq > 12", sequence: 12,
            reason: .hashMismatch),
        Tampering(
            sql: "UPDATE audit SET seq = 100 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = 100",
            sequence: 5, reason: .hashMismatch),
        Tampering(
            sql: "INSERT INTO audit VALUES (31, '{}', zeroblob(32))", sequence: 31, reason: .hashMismatch),
        Tampering(sql: "INSERT INTO audit VALUES (0, '{}', zeroblob(32))", sequence: 1, reason: .missing),
        Tampering(sql: "INSERT INTO audit VALUES (99, '{}', zeroblob(32))", sequence: 31, reason: .missing),
        Tampering(sql: "UPDATE audit SET hash = zeroblob(31) WHERE seq = 9", sequence: 9, reason: .unreadable),
    ])
    func isFoundAndNamed(_ tampering: Tampering) async throws {
        _ = try await makeLedger()
        try Onlooker(directory.ledger).tamper(tampering.sql)
        let link = try #require(try firstBroken())
        #expect(link.sequence == tampering.sequence)
        #expect(link.reason == tampering.reason)
        #expect(!link.detail.contains("detail"), "the entry's contents are not given away")
    }

    /// What the chain alone can't prove: its end cut off, or all of it made anew. A head kept elsewhere can.
    @Test func aHeadKeptElsewhereFindsACutEndAndANewChain() async throws {
        let head = try await makeLedger()
        try Onlooker(directory.ledger).tamper("DELETE FROM audit WHERE seq > 28")
        #expect(try firstBroken() == nil)
        #expect(try firstBroken(passing: head)?.sequence == 29)
        #expect(try firstBroken(passing: head)?.reason == .missing)

        let other = try TemporaryDirectory()
        let ledger = try SQLiteLedger(path: other.ledger)
        try await ledger.commit(LedgerChange(entries: (1...40).map { .sample("another \($0)") }))
        await ledger.close()
        guard case .broken(let link, _) = try LedgerVerification.verify(path: other.ledger, passing: head) else {
            Issue.record("a chain made anew passes for the old one")
            return
        }
        #expect(link.sequence == 30)
        #expect(link.reason == .hashMismatch)
    }

    @Test func aChainHoldsAlsoLaterThanTheHeadKept() async throws {
        let head = try await makeLedger()
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.entry("later"))
        await ledger.close()
        #expect(
            try LedgerVerification.verify(path: directory.ledger, passing: head) == .holds(ledger.statistics.head))
    }

    /// While the daemon writes: whatever was committed before holds.
    @Test func aLedgerInUseIsVerified() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 { group.addTask { try await ledger.commit(.entry("\(number)")) } }
            for _ in 0..<10 {
                let before = ledger.statistics.head.sequence
                guard case .holds(let head) = try LedgerVerification.verify(path: directory.ledger) else {
                    Issue.record("a chain that is being written does not hold")
                    return
                }
                #expect(head.sequence >= before)
            }
            try await group.waitForAll()
        }
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
        await ledger.close()
    }

    /// Where nothing can be written, a ledger is read without its log, so there must be none: beside the file itself, not
    /// beside a link.
    @Test(SmallFileSystem.isNeeded) func aLogThatCannotBeReadIsNotLeftOut() async throws {
        let small = try SmallFileSystem(in: directory, size: "4m")
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.entry("in the log"))
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: directory.ledger + suffix, toPath: small.path + "/ledger.db" + suffix)
        }
        await ledger.close()
        try #require(small.becomeReadOnly())
        try directory.link("link.db", to: small.path + "/ledger.db")
        for path in [small.path + "/ledger.db", directory["link.db"]] {
            #expect { try LedgerVerification.verify(path: path) } throws: { error in
                (error as? LedgerOpeningError)?.reason == .unavailable
            }
        }
    }

    // MARK: What stands beside the tables

    /// Payouts that agree with the chain.
    private func makePayouts() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for name in ["A-1", "A-2", "A-3"] {
            let entry = AuditEntry(
                time: .sample, kind: .transition, caller: AuditCaller(name: "payroll", uid: 1, gid: 1, pid: 1, executable: nil),
                request: #"{"amount":10000,"recipient_bank":"014"}"#, payout: name, to: .recorded)
            try await ledger.commit(LedgerChange(payout: .insert(.sample(name), within: nil), entries: [entry]))
        }
        await ledger.close()
        #expect(try PayoutAgreement.check(path: directory.ledger) == .agrees(payouts: 3))
        #expect(schemaProblem() == nil)
        #expect(try LedgerVerification.damage(path: directory.ledger) == nil)
    }

    private func schemaProblem() -> String? {
        do throws(LedgerOpeningError) {
            try LedgerVerification.checkSchema(path: directory.ledger)
            return nil
        } catch {
            #expect(error.reason == .schemaChanged)
            return error.detail
        }
    }

    @Test(arguments: [
        ("CREATE INDEX extra ON audit (seq, entry, hash)", "index extra"), ("CREATE TABLE extra (x)", "table extra"),
        ("CREATE TABLE extra (x INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE extra", "table sqlite_sequence"),
        ("CREATE TRIGGER extra AFTER INSERT ON audit BEGIN SELECT 1; END", "trigger extra"),
    ])
    func whatIsNotTheLedgersIsNamed(sql: String, name: String) async throws {
        try await makePayouts()
        try Onlooker(directory.ledger).run(sql)
        #expect(schemaProblem()?.contains(": \(name) is not ") == true)
    }

    /// By an operator's hand. It says which rows there are many of, and nothing of what is in them.
    @Test func statisticsAreNoDifference() async throws {
        try await makePayouts()
        try Onlooker(directory.ledger).run("ANALYZE")
        #expect(schemaProblem() == nil)
        await #expect(throws: Never.self) { try await SQLiteLedger(path: directory.ledger).close() }
    }

    /// Attack: SQLite answers from an index that has all that is asked for, and what was changed behind its back it does not know.
    @Test func aStaleIndexAnswersNoQuestionOfTheVerification() async throws {
        try await makePayouts()
        let onlooker = try Onlooker(directory.ledger)
        try onlooker.run("CREATE INDEX cover ON payouts (partner_trx_id, state, caller, amount_rupiah, recipient_bank, body)")
        try onlooker.run("UPDATE payouts SET caller = 'me' WHERE partner_trx_id = 'A-2'", behind: "cover")
        #expect(try PayoutAgreement.check(path: directory.ledger) == .differs("payout A-2 has the caller me, but its entries say payroll"))
        #expect(schemaProblem()?.contains(": index cover is not ") == true)
    }

    /// Attack: a second row of a payout, which says the same or less.
    @Test func aPayoutThatIsThereTwiceDoesNotAgree() async throws {
        try await makePayouts()
        try Onlooker(directory.ledger).run(
            "UPDATE payouts SET partner_trx_id = 'A-1' WHERE partner_trx_id = 'A-2'", behind: "sqlite_autoindex_payouts_1")
        #expect(try PayoutAgreement.check(path: directory.ledger) == .differs("payout A-1 is not as its entries say"))
    }

    /// Attack: the same with one of the gateway's own, or SQLite's: a name that it has no entry of could be paid again.
    @Test(arguments: ["payouts_by_caller", "sqlite_autoindex_payouts_1"])
    func anIndexThatIsNotAsItsTableIsFound(index: String) async throws {
        try await makePayouts()
        let onlooker = try Onlooker(directory.ledger)
        try onlooker.run("UPDATE payouts SET caller = 'me', partner_trx_id = 'A-9' WHERE partner_trx_id = 'A-2'", behind: index)
        #expect(schemaProblem() == nil)
        #expect(try LedgerVerification.damage(path: directory.ledger)?.contains(index) == true)
    }

    /// A view can give other rows each time that it is asked.
    @Test func aViewInPlaceOfATableIsNoLedger() async throws {
        try await SQLiteLedger(path: directory.ledger).close()
        try Onlooker(directory.ledger).tamper("ALTER TABLE audit RENAME TO hidden; CREATE VIEW audit AS SELECT * FROM hidden WHERE random() > 0")
        #expect { try LedgerVerification.verify(path: directory.ledger) } throws: { error in
            (error as? LedgerOpeningError)?.reason == .schemaChanged
        }
    }

    /// More entries than one stretch of the walk.
    @Test func aLongChainIsWalkedInStretches() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for _ in 0..<21 {
            try await ledger.commit(LedgerChange(entries: Array(repeating: .sample("long"), count: 1_000)))
        }
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
        #expect(try LedgerExport.export(path: directory.ledger) { _ in } == 21_000)
        try Onlooker(directory.ledger).tamper("UPDATE audit SET entry = '{}' WHERE seq = 20500")
        #expect(try firstBroken()?.sequence == 20_500)
    }

    @Test func aPageThatCannotBeReadIsNamed() async throws {
        _ = try await makeLedger()
        let onlooker = try Onlooker(directory.ledger)
        let page = try onlooker.number("SELECT rootpage FROM sqlite_schema WHERE name = 'audit'")
        try onlooker.queue.close()
        let file = try #require(fopen(directory.ledger, "r+"))
        fseek(file, (page - 1) * 4_096, SEEK_SET)
        fwrite(Array(repeating: UInt8(0x5A), count: 4_096), 1, 4_096, file)
        fclose(file)
        #expect(try firstBroken()?.reason == .unreadable)
        #expect(try firstBroken()?.sequence == 1)
    }

    @Test func whatIsNoLedgerIsSaid() throws {
        #expect(throws: LedgerOpeningError.self) { try LedgerVerification.verify(path: directory.ledger) }
        try Onlooker(directory.ledger).run("CREATE TABLE t(x)")
        let error = #expect(throws: LedgerOpeningError.self) { try LedgerVerification.verify(path: directory.ledger) }
        #expect(error?.reason == .notALedger)
    }

    // MARK: Export

    @Test func theExportHoldsEveryEntryAsStored() async throws {
        let head = try await makeLedger()
        var text: [UInt8] = []
        #expect(try LedgerExport.export(path: directory.ledger) { text += $0 } == 30)
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 30)
        let entries = try Onlooker(directory.ledger).texts("SELECT entry FROM audit ORDER BY seq")
        for (line, entry) in zip(lines, entries) { #expect(line.hasSuffix(#","entry":\#(entry)}"#)) }
        #expect(lines.last?.hasPrefix(#"{"seq":30,"hash":"\#(head.hash)","#) == true)
        for line in lines { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) } }
    }

    @Test(arguments: [(1, 5, 5), (28, nil, 3), (31, nil, 0), (10, 10, 1), (10, 9, 0), (-5, 2, 2)] as [(Int64, Int64?, Int)])
    func aPartIsExported(from: Int64, to: Int64?, count: Int) async throws {
        _ = try await makeLedger()
        var text: [UInt8] = []
        #expect(try LedgerExport.export(path: directory.ledger, from: from, to: to) { text += $0 } == count)
        #expect(text.count { $0 == UInt8(ascii: "\n") } == count)
    }

    @Test func whatTheReaderOfAnExportThrowsEndsIt() async throws {
        struct Full: Error {}
        _ = try await makeLedger()
        #expect(throws: Full.self) { try LedgerExport.export(path: directory.ledger) { _ in throw Full() } }
    }

    /// A head is kept elsewhere as text.
    @Test func aHeadIsText() async throws {
        let head = try await makeLedger()
        #expect(ChainHead("\(head)") == head)
        let hash = String(repeating: "0", count: 64)
        #expect(ChainHead("0:\(hash)") == .start)
        for text in ["", "30", ":\(hash)", "30:", "30:\(hash)0", "30:\(hash.dropLast())g", "-1:\(hash)", "30:\(hash):", "x:\(hash)"] {
            #expect(ChainHead(text) == nil, "\(text)")
        }
    }
}
