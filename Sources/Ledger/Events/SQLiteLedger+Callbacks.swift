internal import GRDB
public import Gateway

/// What the ledger keeps of callbacks, and of OY!'s books because of them.
extension SQLiteLedger {
    public func hasMore(toPurge purge: EventPurge) async throws(LedgerError) -> Bool {
        try await read { database in
            let query = try PreparedStatement(
                database,
                """
                SELECT EXISTS (SELECT 1 FROM callbacks WHERE state <> 'PENDING' AND received_last_at_ms < ?1)
                  OR EXISTS (SELECT 1 FROM virtual_accounts WHERE seen_at_ms < ?2)
                  OR EXISTS (SELECT 1 FROM told_before WHERE time_ms < ?2)
                """, isKept: false)
            query.bind(1, purge.keptSince.milliseconds)
            query.bind(2, purge.rememberedSince.milliseconds)
            defer { query.reset() }
            return try query.step() && query.integer(0) != 0
        }
    }

    public func pendingCallbacks(dueBy time: WallTime, limit: Int) async throws(LedgerError) -> [PendingCallback] {
        try await read { database in
            let query = try PreparedStatement(
                database,
                """
                SELECT id, kind, facts, times, times_open, told_open, received_at_ms, looks, look_until_ms
                FROM callbacks
                WHERE next_look_at_ms <= ?1 ORDER BY next_look_at_ms LIMIT ?2
                """, isKept: false)
            query.bind(1, time.milliseconds)
            query.bind(2, limit)
            defer { query.reset() }
            var callbacks: [PendingCallback] = []
            while try query.step() {
                guard let kind = CallbackKind(rawValue: query.text(1)) else { continue }
                callbacks.append(
                    PendingCallback(
                        id: query.integer(0), kind: kind, facts: query.text(2), times: Int(query.integer(3)),
                        timesOpen: Int(query.integer(4)), toldOpen: Int(query.integer(5)),
                        receivedAt: WallTime(milliseconds: query.integer(6)), looks: Int(query.integer(7)),
                        lookUntil: WallTime(milliseconds: query.integer(8))))
            }
            return callbacks
        }
    }

    public func hasCallbacks(dueAfter time: WallTime) async throws(LedgerError) -> Bool {
        try await read { database in
            let query = try PreparedStatement(
                database, "SELECT EXISTS (SELECT 1 FROM callbacks WHERE next_look_at_ms > ?1)", isKept: false)
            query.bind(1, time.milliseconds)
            defer { query.reset() }
            return try query.step() && query.integer(0) != 0
        }
    }

    public func callbackBacklog() async throws(LedgerError) -> CallbackBacklog {
        try await read { database in
            let query = try PreparedStatement(
                database,
                """
                SELECT count(*), min(received_at_ms) FROM callbacks
                WHERE next_look_at_ms IS NOT NULL AND told_open < times_open
                """, isKept: false)
            defer { query.reset() }
            guard try query.step() else { return CallbackBacklog(count: 0, oldest: nil) }
            return CallbackBacklog(
                count: Int(query.integer(0)), oldest: query.optionalInteger(1).map(WallTime.init(milliseconds:)))
        }
    }

    public func paymentsSince() async throws(LedgerError) -> WallTime? {
        try await read { database in
            let query = try PreparedStatement(database, "SELECT since_ms FROM payments_since", isKept: false)
            defer { query.reset() }
            return try query.step() ? WallTime(milliseconds: query.integer(0)) : nil
        }
    }

    public func virtualAccounts(numbered number: String) async throws(LedgerError) -> [KnownAccount] {
        try await read { database in
            let query = try PreparedStatement(
                database,
                "SELECT id, partner_user_id FROM virtual_accounts WHERE number = ?1 ORDER BY seen_at_ms DESC LIMIT ?2",
                isKept: false)
            query.bind(1, number)
            query.bind(2, EventLimits.accountsOfANumber)
            defer { query.reset() }
            var accounts: [KnownAccount] = []
            while try query.step() {
                accounts.append(KnownAccount(number: number, id: query.text(0), partnerUserID: query.text(1)))
            }
            return accounts
        }
    }
}
