import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// A payout is read as it was written, each field from its own column.
@Suite struct PayoutRowTests {
    /// A different value in each field, so that two columns that were mixed up are seen.
    ///
    /// - Parameter version: of a later one every field that may change is another.
    private func payout(_ state: PayoutState, version: Int64 = 1) -> Payout {
        var number = version * 40
        func next() -> Int64 {
            number += 1
            return number
        }
        func time() -> WallTime { WallTime(milliseconds: 1_000_000 + next()) }
        func text(_ word: String) -> String { "\(word)-\(next())" }
        var payout = Payout(
            partnerTrxID: "trx", caller: "payroll", body: [1, 2, 3], amountRupiah: 10_000, recipientBank: "014",
            createdAt: WallTime(milliseconds: 2_000_000), requestedByUID: 30_000, state: state, sendUntil: time(),
            nextActionAt: state.isFinal ? nil : time())
        payout.version = version
        payout.updatedAt = time()
        payout.unknownSince = time()
        payout.finalAt = state.isFinal ? time() : nil
        payout.attempts = Int(500 + next())
        payout.attemptsUnsent = Int(50 + next())
        payout.attemptsRefused = Int(200 + next())
        payout.lastSentAt = time()
        payout.partner = PartnerFingerprint(rawValue: -next())
        payout.isAcknowledged = version == 1 && state != .recorded && state != .awaitingApproval
        payout.notFoundSince = time()
        payout.livesOnSince = time()
        payout.trxID = text("oy")
        payout.oyCode = text("code")
        payout.oyMessage = text("message")
        payout.oyTimestamp = text("then")
        payout.oyHTTPStatus = Int(600 + next())
        payout.fruitlessTurns = Int(800 + next())
        payout.decidedBy = text("chief")
        payout.reason = text("why")
        return payout
    }

    private func withTable(_ body: (Database) throws -> Void) throws {
        try DatabaseQueue().inDatabase { database in
            try LedgerSchema.migrate(database)
            try body(database)
        }
    }

    private func stored(_ database: Database) throws -> Payout? {
        try PayoutQuery.named("trx").run(database).first
    }

    @Test(arguments: [
        (PayoutState.unknown, ["finalAt"]), (.failed, ["nextActionAt"]),
    ])
    func `the payout that the other tests write has another value in each field, and leaves none out`(state: PayoutState, without: [String]) {
        let fields = Mirror(reflecting: payout(state)).children
        let given = fields.filter { "\($0.value)" != "nil" }.map { "\($0.value)".replacing("Optional(", with: "").replacing(")", with: "") }
        #expect(Set(given).count == given.count, "\(given.sorted())")
        #expect(fields.filter { "\($0.value)" == "nil" }.compactMap(\.label) == without)
        #expect(PayoutColumn.allCases.count == fields.count)
    }

    @Test(arguments: [PayoutState.unknown, .failed])
    func `what is inserted is read again`(state: PayoutState) throws {
        let payout = payout(state)
        try withTable { database in
            let insertion = try PreparedStatement(database, PayoutRow.insertion)
            PayoutRow.bindInsertion(of: payout, to: insertion)
            try insertion.run()
            #expect(try stored(database) == payout)
        }
    }

    @Test(arguments: [
        (PayoutState.unknown, PayoutState.inProgress), (.unknown, .failed),
    ])
    func `what is updated is read again`(from old: PayoutState, to new: PayoutState) throws {
        let (before, after) = (payout(old), payout(new, version: 2))
        try withTable { database in
            let insertion = try PreparedStatement(database, PayoutRow.insertion)
            PayoutRow.bindInsertion(of: before, to: insertion)
            try insertion.run()
            let update = try PreparedStatement(database, PayoutRow.update)
            PayoutRow.bindUpdate(of: after, from: old, to: update)
            try update.run()
            #expect(try stored(database) == after)
        }
    }

    @Test func `the columns are the table's, without its row's number`() throws {
        try withTable { database in
            let columns = try database.columns(in: "payouts").map(\.name)
            #expect(Set(columns) == Set(PayoutColumn.allCases.map(\.name)).union(["id"]))
        }
    }

    /// A file that somebody changed is refused row by row, and ends nobody: no such row is paid, told or counted on.
    @Test(arguments: [
        ("oy_code = 'a' || char(0) || 'b'", "has a NUL in it"), ("reason = char(0)", "has a NUL in it"),
        ("version = 9223372036854775807", "counts what can't be"), ("polls = 9223372036854775807", "counts what can't be"),
        ("attempts = 9223372036854775807, attempts_unsent = 9223372036854775807", "counts what can't be"),
        ("is_acknowledged = 1", "is to be sent, and OY! has it"),
    ])
    func `what cannot be is refused`(change: String, why: String) async throws {
        let directory = try TemporaryDirectory()
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1")))
        await ledger.close()
        try Onlooker(directory.ledger).run("UPDATE payouts SET \(change)", behind: "payouts_by_caller")
        let reopened = try SQLiteLedger(path: directory.ledger)
        let refusal = await #expect(throws: LedgerError.self) { try await reopened.payout(named: "A-1") }
        #expect(refusal.map { "\($0)".contains("payout A-1 \(why)") } == true, "\(String(describing: refusal))")
        await reopened.close()
    }
}
