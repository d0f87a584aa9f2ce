import GRDB
import Gateway

/// The writer's statements about virtual accounts.
final class AccountStatements {
    private let rememberAccount, forgetAccounts: PreparedStatement

    init(_ database: Database) throws {
        // One that is known is written again only where that says something: lists pass by often.
        rememberAccount = try PreparedStatement(
            database,
            """
            INSERT INTO virtual_accounts (number, id, partner_user_id, seen_at_ms) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (number, id) DO UPDATE SET seen_at_ms = max(seen_at_ms, excluded.seen_at_ms),
              partner_user_id = iif(excluded.partner_user_id = '', partner_user_id, excluded.partner_user_id)
            WHERE excluded.seen_at_ms >= seen_at_ms + ?5
              OR (excluded.partner_user_id <> '' AND excluded.partner_user_id <> partner_user_id)
            """)
        forgetAccounts = try PreparedStatement(
            database,
            """
            DELETE FROM virtual_accounts WHERE (number, id) IN (
              SELECT number, id FROM virtual_accounts WHERE seen_at_ms < ?1 ORDER BY seen_at_ms LIMIT ?2)
            """)
    }

    func remember(_ accounts: [KnownAccount], at time: WallTime) throws {
        for account in accounts {
            rememberAccount.bind(1, account.number)
            rememberAccount.bind(2, account.id)
            rememberAccount.bind(3, account.partnerUserID)
            rememberAccount.bind(4, time.milliseconds)
            rememberAccount.bind(5, EventLimits.accountSeenAgain.wholeMilliseconds)
            try rememberAccount.run()
        }
    }

    func purge(_ purge: EventPurge) throws {
        forgetAccounts.bind(1, purge.rememberedSince.milliseconds)
        forgetAccounts.bind(2, purge.limit)
        try forgetAccounts.run()
    }
}
