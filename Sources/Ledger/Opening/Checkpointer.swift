internal import GRDB
internal import GRDBSQLite
internal import Gateway
internal import Synchronization

/// Carries the write-ahead log over into the database on a thread and a connection of its own, while the writer goes on.
///
/// In a large ledger the pages of new names are scattered over the file, and writing and syncing them takes longer than
/// many commits: callers must not wait for that. What is committed during a pass stays in the log; the writer carries
/// that small rest over itself, so that SQLite begins the log anew.
final class Checkpointer: Sendable {
    private enum State {
        case idle, running, ended
        /// The connection is closed, or about to be: no pass may use it.
        case closed
    }

    private let connection: DatabaseQueue
    private let state = Mutex(State.idle)

    /// - Parameter path: of a ledger that is open, and in WAL mode, already.
    init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "checkpoints"
        // As the writer's: what is taken out of the log must be on disk before its place in the log is written over.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Begins a pass, unless one is under way or has ended and was not heard of.
    func begin() {
        let begins = state.withLock { state in
            guard state == .idle else { return false }
            state = .running
            return true
        }
        guard begins else { return }
        do {
            try LedgerThread.start { self.pass() }
        } catch {
            // Without a thread the writer does all of it.
            state.withLock { if $0 == .running { $0 = .ended } }
        }
    }

    /// Whether a pass has ended; once for each.
    func takeEnd() -> Bool {
        state.withLock { state in
            guard state == .ended else { return false }
            state = .idle
            return true
        }
    }

    /// Waits for a pass that uses the connection, and closes it. One that has not come so far yet finds it closed.
    func close() {
        state.withLock { $0 = .closed }
        try? connection.close()
    }

    private func pass() {
        connection.inDatabase { database in
            // Within the connection's turn, which `close` waits for: what is open here stays open until the end.
            guard state.withLock({ $0 == .running }) else { return }
            _ = database.carryLogOver()
        }
        state.withLock { if $0 == .running { $0 = .ended } }
    }
}

extension Database {
    /// Carries over what can be without waiting for anybody. Failing costs nothing but disk: it is tried again later.
    ///
    /// - Returns: whether it was done, and not left to another connection.
    func carryLogOver() -> Bool {
        sqlite3_wal_checkpoint_v2(sqliteConnection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil) == SQLITE_OK
    }
}
