import GRDB
import Gateway
import Synchronization

/// Carries the write-ahead log over into the database on a thread and a connection of its own, while the writer goes on.
///
/// In a large ledger the pages of new names are scattered over the file, and writing and syncing them takes longer than
/// many commits: callers must not wait for that. What is committed during a pass stays in the log; the writer carries
/// that small rest over itself, so that SQLite begins the log anew.
final class Checkpointer: Sendable {
    /// How a pass ended.
    enum End: Equatable {
        /// So many pages of the log, from its beginning, are carried over: fewer than there are where somebody reads them still.
        case carried(pages: Int)
        /// Something went wrong: what it wrote may be lost, and no other pass may go on from there (`WALSettling`).
        case failed(ResultCode, message: String)
        /// There was no thread for it.
        case notBegun
    }

    private enum State: Equatable {
        case idle, running
        case ended(End)
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
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            database.carryLogOverAtClose(false)
        }
        connection = try DatabaseQueue(path: path, configuration: configuration)
        // Opens the log, too, while it is sure to stand under its name.
        _ = try connection.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
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
            state.withLock { if $0 == .running { $0 = .ended(.notBegun) } }
        }
    }

    /// How a pass has ended; once for each.
    func takeEnd() -> End? {
        state.withLock { state in
            guard case .ended(let end) = state else { return nil }
            state = .idle
            return end
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
            let end: End
            do throws(DatabaseError) {
                end = .carried(pages: try database.carryLogOver() ?? 0)
            } catch {
                end = .failed(error.extendedResultCode, message: error.message ?? "no message")
            }
            state.withLock { if $0 == .running { $0 = .ended(end) } }
        }
    }
}
