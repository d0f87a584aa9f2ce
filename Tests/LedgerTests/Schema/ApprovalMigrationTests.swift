import Contract
import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// A ledger from before there was approval, with payouts in it.
@Suite struct ApprovalMigrationTests {
    let directory = try! TemporaryDirectory()

    /// A ledger of version 1, as the gateway of then has left it: one payout in each state, and the chain.
    private func makeVersion1() async throws {
        try await SQLiteLedger(path: directory.ledger).close()
        let onlooker = try Onlooker(directory.ledger)
        let key = try onlooker.texts("SELECT hex(value) FROM meta WHERE name = 'digest_key'")[0]
        for table in try onlooker.texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
            try onlooker.run("DROP TABLE \(table)")
        }
        try onlooker.run(LedgerSchema.version1)
        try onlooker.run("INSERT INTO meta VALUES ('digest_key', x'\(key)'); PRAGMA user_version = 1;")
        for (number, state) in PayoutState.allCases.enumerated() {
            let final = state.isFinal ? "\(number)" : "NULL"
            let next = state.isFinal || state == .awaitingApproval ? "NULL" : "77"
            try onlooker.run(
                """
                INSERT INTO payouts VALUES (\(number + 1), 'A-\(number)', 'payroll', \(number + 10), '014', \(number), 1,
                  '\(state.rawValue)', 1000, \(final), 900, 3, 2, 1, 500, \(isSent(state) ? 1 : 0), 4, 'OY-\(number)', '101', 'so', 'then', 200,
                  \(next), 6, 'ops', 'why', x'7B7D')
                """)
        }
        var chain = ChainHead.start
        for text in ["{\"first\":1}", "{\"second\":2}"] {
            chain = Array(text.utf8).withUnsafeBytes { chain.following($0) }
            let hash = chain.hash.withBytes { Hexadecimal.text($0) }
            try onlooker.run("INSERT INTO audit VALUES (\(chain.sequence), '\(text)', x'\(hash)')")
        }
        try onlooker.queue.close()
    }

    /// OY! can have one in any other state.
    private func isSent(_ state: PayoutState) -> Bool {
        state != .recorded && state != .awaitingApproval
    }

    @Test func everyPayoutIsThereAsItWasAndTheChainHolds() async throws {
        try await makeVersion1()
        let ledger = try SQLiteLedger(path: directory.ledger)
        for (number, state) in PayoutState.allCases.enumerated() {
            let payout = try #require(try await ledger.payout(named: "A-\(number)"))
            var expected = Payout(
                partnerTrxID: "A-\(number)", caller: "payroll", body: Array("{}".utf8), amountRupiah: Int64(number) + 10,
                recipientBank: "014", createdAt: WallTime(milliseconds: Int64(number)), state: state,
                sendUntil: WallTime(milliseconds: 900),
                nextActionAt: state.isFinal ? nil : WallTime(milliseconds: 77))
            // What waited for approval expires a day after it last changed.
            if state == .awaitingApproval { expected.nextActionAt = WallTime(milliseconds: 1000 + 86_400_000) }
            expected.updatedAt = WallTime(milliseconds: 1000)
            expected.finalAt = state.isFinal ? WallTime(milliseconds: Int64(number)) : nil
            (expected.attempts, expected.attemptsUnsent, expected.attemptsRefused) = (3, 2, 1)
            expected.lastSentAt = WallTime(milliseconds: 500)
            expected.isAcknowledged = isSent(state)
            expected.notFoundSince = WallTime(milliseconds: 4)
            expected.trxID = "OY-\(number)"
            (expected.oyCode, expected.oyMessage, expected.oyTimestamp, expected.oyHTTPStatus) = ("101", "so", "then", 200)
            expected.fruitlessTurns = 6
            (expected.decidedBy, expected.reason) = ("ops", "why")
            #expect(payout == expected)
        }
        #expect(ledger.statistics.head.sequence == 2)
        // And it is written on.
        let unknown = try #require(try await ledger.payout(named: "A-1"))
        try await ledger.commit(.update(unknown.moved(to: .completed), from: unknown.state))
        #expect(try await ledger.allOpenPayouts().count == 3)
        await ledger.close()
        guard case .holds = try LedgerVerification.verify(path: directory.ledger) else {
            Issue.record("the chain does not hold")
            return
        }
        let onlooker = try Onlooker(directory.ledger)
        #expect(try onlooker.number("PRAGMA user_version") == LedgerSchema.version)
        #expect(try onlooker.texts("PRAGMA integrity_check") == ["ok"])
        #expect(try onlooker.texts("SELECT name FROM sqlite_schema WHERE name LIKE '%with_approval%'").isEmpty)
    }

    @Test func whoAskedIsKeptAndNeverChanges() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        var payout = Payout.sample("A-1", state: .awaitingApproval)
        payout = Payout(
            partnerTrxID: "A-1", caller: "payroll", body: payout.body, amountRupiah: 1, recipientBank: "014",
            createdAt: .sample, requestedByUID: 4_294_967_294, state: .awaitingApproval, sendUntil: .sample, nextActionAt: .sample)
        try await ledger.commit(.insert(payout))
        #expect(try await ledger.payout(named: "A-1") == payout)
        try await ledger.commit(.update(payout.moved(to: .recorded), from: .awaitingApproval))
        #expect(try await ledger.payout(named: "A-1")?.requestedByUID == 4_294_967_294)
        await ledger.close()
        let onlooker = try Onlooker(directory.ledger)
        #expect(throws: DatabaseError.self) { try onlooker.run("UPDATE payouts SET asked_by_uid = 5, version = version + 1") }
    }
}
