import GRDB
import Gateway

/// The writer's statements about events and consumers, and what each `EventWrite` does.
final class EventStatements {
    private let insertEvent: PreparedStatement
    private let registerConsumer, acknowledge, forgetConsumers: PreparedStatement
    private let oldestEvents, raiseFloor, deleteBelowFloor, forgetTold: PreparedStatement
    private let callbacks: CallbackStatements
    private let accounts: AccountStatements

    init(_ database: Database) throws {
        callbacks = try CallbackStatements(database)
        accounts = try AccountStatements(database)
        // What is no JSON is left out here, which `payout_or_facts` refuses: a constraint, like all that the schema refuses.
        insertEvent = try PreparedStatement(
            database,
            """
            INSERT INTO events (kind, time_ms, is_verified, owner, identity, facts)
            SELECT ?1, ?2, ?3, ?4, ?5, CASE WHEN json_valid(?6) THEN ?6 END
            WHERE ?5 IS NULL OR NOT EXISTS (SELECT 1 FROM told_before WHERE identity = ?5)
            ON CONFLICT (identity) WHERE identity IS NOT NULL DO NOTHING
            """)
        // Of many that come at once, only so many are new ones of their caller.
        let hasRoom = """
            (EXISTS (SELECT 1 FROM consumers WHERE caller = ?1 AND name = ?2)
            OR (SELECT count(*) FROM consumers WHERE caller = ?1) < \(EventLimits.consumersPerCaller))
            """
        registerConsumer = try PreparedStatement(
            database,
            """
            INSERT INTO consumers (caller, name, cursor, seen_at_ms)
            SELECT ?1, ?2, (SELECT floor - 1 FROM event_floor), ?3 WHERE \(hasRoom)
            ON CONFLICT (caller, name) DO UPDATE SET seen_at_ms = max(seen_at_ms, ?3)
            """)
        acknowledge = try PreparedStatement(
            database,
            """
            INSERT INTO consumers (caller, name, cursor, seen_at_ms)
            SELECT ?1, ?2, min(?3, (SELECT ifnull(max(cursor), 0) FROM events)), ?4 WHERE \(hasRoom)
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
        forgetTold = try PreparedStatement(
            database,
            """
            DELETE FROM told_before WHERE identity IN (
              SELECT identity FROM told_before WHERE time_ms < ?1 ORDER BY time_ms LIMIT ?2)
            """)
    }

    func apply(_ write: EventWrite) throws {
        switch write {
        case .receive(let callback, let time, let lookUntil):
            try callbacks.receive(callback, at: time, lookUntil: lookUntil)
        case .tell(let callback, let time, let repeats):
            guard try callbacks.tell(callback, at: time, unlessToldIn: repeats) else { return }
            try insert(
                EventDraft(kind: callback.kind.eventKind, identity: nil, isVerified: false, facts: callback.facts), at: time)
        case .conclude(let callback, let conclusion, let drafts, let time):
            for draft in drafts { try insert(draft, at: time) }
            try callbacks.conclude(callback, as: conclusion, at: time)
        case .add(let drafts, let time):
            for draft in drafts { try insert(draft, at: time) }
        case .postpone(let callback, let time, let told):
            try callbacks.postpone(callback, until: time, told: told)
        case .hasten(let late, let time, let limit):
            try callbacks.hasten(dueAfter: late, to: time, limit: limit)
        case .remember(let known, let time):
            try accounts.remember(known, at: time)
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
        try callbacks.purge(purge)
        try accounts.purge(purge)
        // As many as one purge can add.
        forgetTold.bind(1, purge.rememberedSince.milliseconds)
        forgetTold.bind(2, purge.limit)
        try forgetTold.run()

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
