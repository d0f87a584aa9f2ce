import GRDB
import Gateway

@testable import Ledger

extension WallTime {
    /// 2026-01-31T23:59:59.123Z
    static let sample = WallTime(milliseconds: 1_769_903_999_123)
}

extension Payout {
    /// A new payout, recorded and due at once.
    static func sample(
        _ name: String, caller: String = "payroll", amount: Int64 = 10_000, createdAt: WallTime = .sample,
        state: PayoutState = .recorded
    ) -> Payout {
        var payout = Payout(
            partnerTrxID: name, caller: caller, body: Array(#"{"partner_trx_id":"\#(name)","amount":\#(amount)}"#.utf8),
            amountRupiah: amount, recipientBank: "014", createdAt: createdAt, state: state,
            sendUntil: createdAt.advanced(by: .seconds(900)),
            nextActionAt: state.isFinal ? nil : createdAt)
        if state.isFinal { payout.finalAt = createdAt }
        return payout
    }

    /// The next version, in another state.
    func moved(to state: PayoutState, at time: WallTime? = nil) -> Payout {
        var payout = self
        payout.version += 1
        payout.state = state
        payout.updatedAt = time ?? updatedAt.advanced(by: .milliseconds(1))
        payout.finalAt = state.isFinal ? payout.updatedAt : nil
        payout.nextActionAt = state.isFinal ? nil : payout.updatedAt
        return payout
    }
}

extension AuditEntry {
    static func sample(_ detail: String, kind: Kind = .call) -> AuditEntry {
        AuditEntry(time: .sample, kind: kind, detail: detail)
    }
}

extension LedgerChange {
    /// By its caller, as payouts are begun.
    static func begun(_ payout: Payout) -> LedgerChange {
        var change = insert(payout)
        change.begunBy = payout.caller
        return change
    }

    static func insert(_ payout: Payout, within limit: DayLimit? = nil) -> LedgerChange {
        LedgerChange(
            payout: .insert(payout, within: limit),
            entries: [
                AuditEntry(time: payout.createdAt, kind: .transition, payout: payout.partnerTrxID, to: payout.state)
            ])
    }

    static func update(_ payout: Payout, from old: PayoutState) -> LedgerChange {
        LedgerChange(
            payout: .update(payout, from: old),
            entries: [
                AuditEntry(time: payout.updatedAt, kind: .transition, payout: payout.partnerTrxID, to: payout.state)
            ])
    }

    static func entry(_ detail: String) -> LedgerChange {
        LedgerChange(entries: [.sample(detail)])
    }
}

/// The ledger's file as a stranger with `sqlite3` sees it.
struct Onlooker {
    let queue: DatabaseQueue

    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    func number(_ sql: String) throws -> Int {
        try queue.unsafeRead { try Int.fetchOne($0, sql: sql) } ?? 0
    }

    func texts(_ sql: String) throws -> [String] {
        try queue.unsafeRead { try String.fetchAll($0, sql: sql) }
    }

    func run(_ sql: String) throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    /// Takes the guards off and changes what they guard.
    func tamper(_ sql: String) throws {
        try run("""
            DROP TRIGGER audit_is_appended_to; DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted;
            PRAGMA ignore_check_constraints = ON;
            \(sql)
            """)
    }

    /// Changes payouts behind the back of one of their indexes: it is unhooked meanwhile, and then hooked in as it was, like the guards.
    func run(_ sql: String, behind index: String) throws {
        let guards = "type = 'trigger' AND tbl_name = 'payouts'"
        let scripts = try texts("SELECT sql FROM sqlite_schema WHERE \(guards)")
        for name in try texts("SELECT name FROM sqlite_schema WHERE \(guards)") { try run("DROP TRIGGER \(name)") }
        // SQLite's own index of a column that is UNIQUE can go only where the column is not.
        try run("""
            CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = '\(index)' OR name = 'payouts';
            PRAGMA writable_schema = ON;
            DELETE FROM sqlite_schema WHERE name = '\(index)';
            UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL UNIQUE', 'NOT NULL') WHERE name = 'payouts' AND '\(index)' LIKE 'sqlite_%';
            PRAGMA writable_schema = RESET;
            \(sql);
            PRAGMA writable_schema = ON;
            INSERT INTO sqlite_schema SELECT * FROM kept WHERE name = '\(index)';
            UPDATE sqlite_schema SET sql = (SELECT sql FROM kept WHERE name = 'payouts') WHERE name = 'payouts';
            PRAGMA writable_schema = RESET;
            DROP TABLE kept;
            """)
        for script in scripts { try run(script) }
    }
}
