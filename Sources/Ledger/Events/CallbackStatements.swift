import Crypto
import GRDB
import Gateway

/// The writer's statements about callbacks.
final class CallbackStatements {
    private let findCallback, insertCallback, reopenCallback, concludeCallback, postponeCallback: PreparedStatement
    private let renewCallback, hastenCallbacks, deleteOldCallbacks: PreparedStatement

    init(_ database: Database) throws {
        findCallback = try PreparedStatement(
            database, "SELECT id, concluded_at_ms FROM callbacks WHERE digest = ?")
        insertCallback = try PreparedStatement(
            database,
            """
            INSERT INTO callbacks (digest, kind, facts, state, times, times_open, received_at_ms, received_last_at_ms,
              concluded_at_ms, looks, look_until_ms, next_look_at_ms) VALUES (?1, ?2, ?3, ?4, 1, 1, ?5, ?5, ?6, 0, ?7, ?8)
            """)
        // Repeating a callback that is pending does not extend its deadline: a lie could be kept alive so. Where all that it stood
        // for is confirmed, a repetition begins anew: the same thing has happened again.
        let isOpen = "state = 'PENDING' AND told_open < times_open"
        reopenCallback = try PreparedStatement(
            database,
            """
            UPDATE callbacks SET times = times + 1, times_open = iif(\(isOpen), times_open + 1, 1),
              told_open = iif(\(isOpen), told_open, 0), received_last_at_ms = ?2, concluded_at_ms = ?4, state = ?3,
              received_at_ms = iif(\(isOpen), received_at_ms, ?2), looks = iif(\(isOpen), looks, 0),
              look_until_ms = iif(\(isOpen), look_until_ms, ?5), next_look_at_ms = ?6
            WHERE id = ?1
            """)
        concludeCallback = try PreparedStatement(
            database,
            """
            UPDATE callbacks SET state = ?3, concluded_at_ms = ?4, looks = looks + 1, next_look_at_ms = NULL
            WHERE id = ?1 AND times = ?2 AND state = 'PENDING'
            """)
        // What was settled is settled; what came meanwhile in the same words begins anew, however fast a lie is repeated.
        renewCallback = try PreparedStatement(
            database,
            """
            UPDATE callbacks SET times_open = times - ?2, told_open = 0, looks = 0, received_at_ms = received_last_at_ms,
              look_until_ms = received_last_at_ms + (look_until_ms - received_at_ms)
            WHERE id = ?1 AND times > ?2 AND state = 'PENDING'
            """)
        postponeCallback = try PreparedStatement(
            database,
            """
            UPDATE callbacks SET next_look_at_ms = iif(times = ?2, ?3, next_look_at_ms), looks = looks + 1,
              told_open = told_open + ?4
            WHERE id = ?1 AND state = 'PENDING'
            """)
        hastenCallbacks = try PreparedStatement(
            database,
            """
            UPDATE callbacks SET next_look_at_ms = ?2 WHERE id IN (
              SELECT id FROM callbacks WHERE next_look_at_ms > ?1 ORDER BY next_look_at_ms LIMIT ?3)
            """)
        deleteOldCallbacks = try PreparedStatement(
            database,
            """
            DELETE FROM callbacks WHERE id IN (
              SELECT id FROM callbacks WHERE state <> 'PENDING' AND received_last_at_ms < ?1
              ORDER BY received_last_at_ms LIMIT ?2)
            """)
    }

    func receive(_ callback: ReceivedCallback, at time: WallTime, lookUntil: WallTime) throws {
        try store(callback, at: time, as: .pending(lookUntil: lookUntil))
    }

    /// - Returns: whether it is to be told: the same was not told within that span of time.
    func tell(_ callback: ReceivedCallback, at time: WallTime, unlessToldIn repeats: ClosedRange<WallTime>) throws -> Bool {
        if let told = try find(callback)?.concludedAt, repeats.contains(told) {
            try store(callback, at: time, as: .told, toldAt: told)
            return false
        }
        try store(callback, at: time, as: .told, toldAt: time)
        return true
    }

    func conclude(_ callback: PendingCallback, as conclusion: CallbackConclusion, at time: WallTime) throws {
        concludeCallback.bind(1, callback.id)
        concludeCallback.bind(2, callback.times)
        concludeCallback.bind(3, conclusion.rawValue)
        concludeCallback.bind(4, time.milliseconds)
        try concludeCallback.run()
        renewCallback.bind(1, callback.id)
        renewCallback.bind(2, callback.times)
        try renewCallback.run()
    }

    func postpone(_ callback: PendingCallback, until time: WallTime, told: Int) throws {
        postponeCallback.bind(1, callback.id)
        postponeCallback.bind(2, callback.times)
        postponeCallback.bind(3, time.milliseconds)
        postponeCallback.bind(4, told)
        try postponeCallback.run()
    }

    func hasten(dueAfter late: WallTime, to time: WallTime, limit: Int) throws {
        hastenCallbacks.bind(1, late.milliseconds)
        hastenCallbacks.bind(2, time.milliseconds)
        hastenCallbacks.bind(3, limit)
        try hastenCallbacks.run()
    }

    func purge(_ purge: EventPurge) throws {
        deleteOldCallbacks.bind(1, purge.keptSince.milliseconds)
        deleteOldCallbacks.bind(2, purge.limit)
        try deleteOldCallbacks.run()
    }

    private enum Storing {
        case pending(lookUntil: WallTime)
        case told
    }

    private func store(
        _ callback: ReceivedCallback, at time: WallTime, as storing: Storing, toldAt: WallTime? = nil
    ) throws {
        let (state, lookUntil, nextLook): (String, WallTime, WallTime?) =
            switch storing {
            case .pending(let lookUntil): ("PENDING", lookUntil, time)
            case .told: ("TOLD", time, nil)
            }
        guard let known = try find(callback) else {
            Self.digest(of: callback).withUnsafeBytes { insertCallback.bind(1, blob: $0) }
            insertCallback.bind(2, callback.kind.rawValue)
            insertCallback.bind(3, callback.facts)
            insertCallback.bind(4, state)
            insertCallback.bind(5, time.milliseconds)
            insertCallback.bind(6, toldAt?.milliseconds)
            insertCallback.bind(7, lookUntil.milliseconds)
            insertCallback.bind(8, nextLook?.milliseconds)
            return try insertCallback.run()
        }
        reopenCallback.bind(1, known.id)
        reopenCallback.bind(2, time.milliseconds)
        reopenCallback.bind(3, state)
        reopenCallback.bind(4, toldAt?.milliseconds)
        reopenCallback.bind(5, lookUntil.milliseconds)
        reopenCallback.bind(6, nextLook?.milliseconds)
        try reopenCallback.run()
    }

    private func find(_ callback: ReceivedCallback) throws -> (id: Int64, concludedAt: WallTime?)? {
        Self.digest(of: callback).withUnsafeBytes { findCallback.bind(1, blob: $0) }
        defer { findCallback.reset() }
        guard try findCallback.step() else { return nil }
        return (findCallback.integer(0), findCallback.optionalTime(1))
    }

    private static func digest(of callback: ReceivedCallback) -> SHA256.Digest {
        var hash = SHA256()
        hash.update(data: Array("\(callback.kind.rawValue)\n".utf8))
        hash.update(data: callback.canonical)
        return hash.finalize()
    }
}
