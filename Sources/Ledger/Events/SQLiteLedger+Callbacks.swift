import GRDB
public import Gateway

/// What the ledger keeps of callbacks, and of OY!'s books because of them.
extension SQLiteLedger {
    public func hasMore(toPurge purge: EventPurge) async throws(LedgerError) -> Bool {
        try await read { database in
            try database.firstRow(
                """
                SELECT EXISTS (SELECT 1 FROM callbacks WHERE state <> 'PENDING' AND received_last_at_ms < ?1)
                  OR EXISTS (SELECT 1 FROM virtual_accounts WHERE seen_at_ms < ?2)
                  OR EXISTS (SELECT 1 FROM told_before WHERE time_ms < ?2)
                """,
                bind: {
                    $0.bind(1, purge.keptSince.milliseconds)
                    $0.bind(2, purge.rememberedSince.milliseconds)
                }
            ) { $0.bool(0) } ?? false
        }
    }

    public func pendingCallbacks(dueBy time: WallTime, limit: Int) async throws(LedgerError) -> [PendingCallback] {
        try await read { database in
            try database.rows(
                """
                SELECT id, kind, facts, times, times_open, told_open, received_at_ms, looks, look_until_ms
                FROM callbacks
                WHERE next_look_at_ms <= ?1 ORDER BY next_look_at_ms LIMIT ?2
                """,
                bind: {
                    $0.bind(1, time.milliseconds)
                    $0.bind(2, limit)
                }
            ) { row in
                CallbackKind(rawValue: row.text(1)).map { kind in
                    PendingCallback(
                        id: row.integer(0), kind: kind, facts: row.text(2), times: Int(row.integer(3)),
                        timesOpen: Int(row.integer(4)), toldOpen: Int(row.integer(5)), receivedAt: row.time(6),
                        looks: Int(row.integer(7)), lookUntil: row.time(8))
                }
            }
        }
    }

    public func hasCallbacks(dueAfter time: WallTime) async throws(LedgerError) -> Bool {
        try await read { database in
            try database.firstRow(
                "SELECT EXISTS (SELECT 1 FROM callbacks WHERE next_look_at_ms > ?1)", bind: { $0.bind(1, time.milliseconds) }
            ) { $0.bool(0) } ?? false
        }
    }

    public func isReported(_ partnerTrxID: String) async throws(LedgerError) -> Bool {
        try await read { database in
            try database.firstRow(
                """
                SELECT EXISTS (
                  SELECT 1 FROM callbacks
                  WHERE next_look_at_ms IS NOT NULL AND kind = 'disbursement' AND facts ->> '$.partner_trx_id' = ?1)
                """, bind: { $0.bind(1, partnerTrxID) }
            ) { $0.bool(0) } ?? false
        }
    }

    public func callbackBacklog() async throws(LedgerError) -> CallbackBacklog {
        try await read { database in
            try database.firstRow(
                """
                SELECT count(*), min(received_at_ms) FROM callbacks
                WHERE next_look_at_ms IS NOT NULL AND told_open < times_open
                """
            ) { row in
                CallbackBacklog(count: Int(row.integer(0)), oldest: row.optionalTime(1))
            } ?? CallbackBacklog(count: 0, oldest: nil)
        }
    }

    public func paymentsSince() async throws(LedgerError) -> WallTime? {
        try await read { database in
            try database.firstRow("SELECT since_ms FROM payments_since") { $0.time(0) }
        }
    }

    public func virtualAccounts(numbered number: String) async throws(LedgerError) -> [KnownAccount] {
        try await read { database in
            try database.rows(
                "SELECT id, partner_user_id FROM virtual_accounts WHERE number = ?1 ORDER BY seen_at_ms DESC LIMIT ?2",
                bind: {
                    $0.bind(1, number)
                    $0.bind(2, EventLimits.accountsOfANumber)
                }
            ) { row in
                KnownAccount(number: number, id: row.text(0), partnerUserID: row.text(1))
            }
        }
    }
}
