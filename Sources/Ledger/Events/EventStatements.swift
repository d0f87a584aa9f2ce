internal import Crypto
internal import GRDB
internal import Gateway

/// The writer's statements about events, and what each `EventWrite` does with them.
final class EventStatements {
    private let insertEvent: PreparedStatement
    private let findCallback, insertCallback, reopenCallback, concludeCallback, postponeCallback: PreparedStatement
    private let renewCallback, countLook: PreparedStatement
    private let registerConsumer, acknowledge, forgetConsumers: PreparedStatement
    private let oldestEvents, raiseFloor, deleteBelowFloor, deleteOldCallbacks: PreparedStatement

    init(_ database: Database) throws {
        insertEvent = try PreparedStatement(
            database,
            """
            INSERT INTO events (kind, time_ms, is_verified, owner, identity, facts) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (identity) WHERE identity IS NOT NULL DO NOTHING
            """)
        findCallback = try PreparedStatement(
            database, "SELECT id, state, concluded_at_ms FROM callbacks WHERE digest = ?")
        insertCallback = try PreparedStatement(
            database,
            """
            INSERT INTO callbacks (digest, kind, facts, state, times, times_open, received_at_ms, received_last_at_ms,
              concluded_at_ms, looks, look_until_ms, next_look_at_ms) VALUES (?1, ?2, ?3, ?4, 1, 1, ?5, ?5, ?6, 0, ?7, ?8)
            """)
        // One that is pending keeps its patience: repeating a lie does not keep it from being found out.
        reopenCallback = try PreparedStatement(
            database,
            """
            UPDATE callbacks SET times = times + 1, times_open = iif(state = 'PENDING', times_open + 1, 1), received_last_at_ms = ?2, concluded_at_ms = ?4, state = ?3,
              received_at_ms = iif(state = 'PENDING', received_at_ms, ?2), looks = iif(state = 'PENDING', looks, 0),
              look_until_ms = iif(state = 'PENDING', look_until_ms, ?5), next_look_at_ms = ?6
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
            UPDATE callbacks SET times_open = times - ?2, looks = 0, received_at_ms = received_last_at_ms,
              look_until_ms = received_last_at_ms + (look_until_ms - received_at_ms)
            WHERE id = ?1 AND times > ?2 AND state = 'PENDING'
            """)
        countLook = try PreparedStatement(
            database, "UPDATE callbacks SET looks = looks + 1 WHERE id = ?1 AND times > ?2 AND state = 'PENDING'")
        postponeCallback = try PreparedStatement(
            database,
            """
            UPDATE callbacks SET next_look_at_ms = iif(times = ?2, ?3, next_look_at_ms), looks = looks + 1
            WHERE id = ?1 AND state = 'PENDING'
            """)
        registerConsumer = try PreparedStatement(
            database,
            """
            INSERT INTO consumers (caller, name, cursor, seen_at_ms)
            VALUES (?1, ?2, (SELECT floor - 1 FROM event_floor), ?3)
            ON CONFLICT (caller, name) DO UPDATE SET seen_at_ms = max(seen_at_ms, ?3)
            """)
        acknowledge = try PreparedStatement(
            database,
            """
            INSERT INTO consumers (caller, name, cursor, seen_at_ms)
            VALUES (?1, ?2, min(?3, (SELECT ifnull(max(cursor), 0) FROM events)), ?4)
            ON CONFLICT (caller, name) DO UPDATE
            SET cursor = max(cursor, excluded.cursor), seen_at_ms = max(seen_at_ms, ?4)
            """)
        forgetConsumers = try PreparedStatement(database, "DELETE FROM consumers WHERE seen_at_ms < ?1")
        // Where a clock was set back, an event waits for the one before it to grow old.
        oldestEvents = try PreparedStatement(
            database,
            """
            SELECT cursor, time_ms, (SELECT min(cursor) FROM consumers WHERE seen_at_ms >= ?2) FROM events
            ORDER BY cursor LIMIT ?1
            """)
        raiseFloor = try PreparedStatement(database, "UPDATE event_floor SET floor = max(floor, ?1)")
        deleteBelowFloor = try PreparedStatement(
            database, "DELETE FROM events WHERE cursor < (SELECT floor FROM event_floor)")
        deleteOldCallbacks = try PreparedStatement(
            database,
            """
            DELETE FROM callbacks WHERE id IN (
              SELECT id FROM callbacks WHERE state <> 'PENDING' AND received_last_at_ms < ?1
              ORDER BY received_last_at_ms LIMIT ?2)
            """)
    }

    func apply(_ write: EventWrite) throws {
        switch write {
        case .receive(let callback, let time, let lookUntil):
            try store(callback, at: time, as: .pending(lookUntil: lookUntil))
        case .tell(let callback, let time, let repeatsSince):
            try tell(callback, at: time, repeatsSince: repeatsSince)
        case .conclude(let callback, let conclusion, let drafts, let time):
            for draft in drafts { try insert(draft, at: time) }
            concludeCallback.bind(1, callback.id)
            concludeCallback.bind(2, callback.times)
            concludeCallback.bind(3, conclusion.rawValue)
            concludeCallback.bind(4, time.milliseconds)
            try concludeCallback.run()
            let meanwhile = conclusion == .told || conclusion == .disputed ? countLook : renewCallback
            meanwhile.bind(1, callback.id)
            meanwhile.bind(2, callback.times)
            try meanwhile.run()
        case .add(let drafts, let time):
            for draft in drafts { try insert(draft, at: time) }
        case .postpone(let callback, let time):
            postponeCallback.bind(1, callback.id)
            postponeCallback.bind(2, callback.times)
            postponeCallback.bind(3, time.milliseconds)
            try postponeCallback.run()
        case .register(let consumer, let time):
            try register(consumer, at: time)
        case .acknowledge(let consumer, let cursor, let time):
            acknowledge.bind(1, consumer.caller)
            acknowledge.bind(2, consumer.name)
            acknowledge.bind(3, cursor)
            acknowledge.bind(4, time.milliseconds)
            try acknowledge.run()
        case .purge(let purge):
            try self.purge(purge)
        }
    }

    // MARK: Callbacks

    private enum Storing {
        case pending(lookUntil: WallTime)
        case told
    }

    private func tell(_ callback: ReceivedCallback, at time: WallTime, repeatsSince: WallTime) throws {
        let told = try find(callback)?.concludedAt
        if let told, told >= repeatsSince { return try store(callback, at: time, as: .told, toldAt: told) }
        try store(callback, at: time, as: .told, toldAt: time)
        let draft = EventDraft(
            kind: callback.kind.eventKind, identity: nil, isVerified: false, facts: callback.facts)
        try insert(draft, at: time)
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
        return (findCallback.integer(0), findCallback.optionalInteger(2).map(WallTime.init(milliseconds:)))
    }

    private static func digest(of callback: ReceivedCallback) -> SHA256.Digest {
        var hash = SHA256()
        hash.update(data: Array("\(callback.kind.rawValue)\n".utf8))
        hash.update(data: callback.canonical)
        return hash.finalize()
    }

    // MARK: Events and consumers

    private func insert(_ draft: EventDraft, at time: WallTime) throws {
        insertEvent.bind(1, draft.kind.rawValue)
        insertEvent.bind(2, time.milliseconds)
        insertEvent.bind(3, draft.isVerified ? 1 : 0)
        insertEvent.bind(4, draft.owner)
        insertEvent.bind(5, draft.identity)
        insertEvent.bind(6, draft.facts)
        try insertEvent.run()
    }

    private func register(_ consumer: ConsumerName, at time: WallTime) throws {
        registerConsumer.bind(1, consumer.caller)
        registerConsumer.bind(2, consumer.name)
        registerConsumer.bind(3, time.milliseconds)
        try registerConsumer.run()
    }

    /// Deletes from the oldest on, up to the first that must stay; the newest always does, since the next takes its
    /// cursor from it.
    private func purge(_ purge: EventPurge) throws {
        deleteOldCallbacks.bind(1, purge.keptSince.milliseconds)
        deleteOldCallbacks.bind(2, purge.limit)
        try deleteOldCallbacks.run()

        forgetConsumers.bind(1, purge.consumersSeenSince.milliseconds)
        try forgetConsumers.run()

        oldestEvents.bind(1, purge.limit + 1)
        oldestEvents.bind(2, purge.keptForConsumersSince.milliseconds)
        var floor: Int64?
        var seen = 0
        while try oldestEvents.step() {
            let (cursor, time) = (oldestEvents.integer(0), oldestEvents.integer(1))
            let acknowledged = oldestEvents.optionalInteger(2) ?? .max
            let isOld = time < purge.keptForConsumersSince.milliseconds
                || (time < purge.keptSince.milliseconds && cursor <= acknowledged)
            floor = cursor
            seen += 1
            if !isOld { break }
        }
        oldestEvents.reset()
        guard let floor, seen > 1 else { return }
        raiseFloor.bind(1, floor)
        try raiseFloor.run()
        try deleteBelowFloor.run()
    }
}
