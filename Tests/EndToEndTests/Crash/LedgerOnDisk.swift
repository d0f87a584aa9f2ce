import GRDB
import Gateway
import Ledger

/// The ledger's file as a dead daemon left it, read as anybody with SQLite can.
struct LedgerOnDisk {
    /// A payout's row, as far as it is held against OY!'s books.
    struct Row: Sendable, Equatable {
        var state: PayoutState
        /// Attempts begun, the ones that surely did not leave, the ones that OY! refused.
        var attempts = 0
        var unsent = 0
        var refused = 0

        /// Attempts of which nobody knows what became.
        var unaccounted: Int { attempts - unsent - refused }
    }

    let path: String

    /// There is none before the first daemon got as far as making it.
    func payouts() throws -> [String: Row] {
        try read([:]) { database in
            let sql = "SELECT partner_trx_id, state, attempts, attempts_unsent, attempts_refused FROM payouts"
            var rows: [String: Row] = [:]
            for row in try GRDB.Row.fetchAll(database, sql: sql) {
                let state: String = row["state"]
                guard let state = PayoutState(rawValue: state) else { throw DatabaseError(message: "state \(state)") }
                rows[row["partner_trx_id"]] = Row(
                    state: state, attempts: row["attempts"], unsent: row["attempts_unsent"],
                    refused: row["attempts_refused"])
            }
            return rows
        }
    }

    /// What the audit trail says about a payout, entry by entry.
    func history(of id: String) throws -> [String] {
        try read([]) { database in
            try String.fetchAll(
                database, sql: "SELECT entry FROM audit WHERE instr(entry, ?) > 0 ORDER BY seq", arguments: ["\"\(id)\""])
        }
    }

    /// Walks the audit chain, which must still pass through a head of earlier, and holds the payouts against it.
    ///
    /// - Returns: its head now.
    func verified(passing known: ChainHead) throws -> ChainHead {
        guard try exists else { return known }
        switch try LedgerVerification.verify(path: path, passing: known) {
        case .holds(let head):
            if case .differs(let difference) = try PayoutAgreement.check(path: path) { throw Broken(description: difference) }
            return head
        case .broken(let link, after: let head): throw Broken(description: "\(link) after \(head)")
        }
    }

    /// The audit chain does not hold, or the payouts are not as it says.
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private var exists: Bool {
        get throws {
            try read(false) { try $0.tableExists("payouts") }
        }
    }

    private func read<Value>(_ missing: Value, _ body: (Database) throws -> Value) throws -> Value {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        let database: DatabaseQueue
        do {
            database = try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            return missing
        }
        return try database.read { try $0.tableExists("payouts") ? body($0) : missing }
    }
}
