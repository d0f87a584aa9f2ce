import GRDB

/// Every caller that has payouts, by name: looks two rows up for each, however many payouts it has.
enum PastCallerQuery {
    static let sql = """
        WITH RECURSIVE names (name) AS (
          SELECT min(caller) FROM payouts INDEXED BY payouts_by_caller
          UNION ALL
          SELECT (SELECT min(caller) FROM payouts INDEXED BY payouts_by_caller WHERE caller > name)
          FROM names WHERE name IS NOT NULL
        )
        SELECT name, (
          SELECT asked_by_uid FROM payouts INDEXED BY payouts_by_caller WHERE caller = name
          ORDER BY created_at_ms DESC, partner_trx_id DESC LIMIT 1
        )
        FROM names WHERE name IS NOT NULL
        """

    /// The first version that keeps who asked.
    static let firstVersion = 2

    static func run(_ database: Database) throws -> [PastCaller] {
        try database.rows(sql) { row in
            PastCaller(name: row.text(0), uid: row.optionalInteger(1).flatMap(UInt32.init(exactly:)))
        }
    }
}
