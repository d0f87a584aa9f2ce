internal import GRDB
internal import Gateway

/// A payout as a row of the table `payouts`: the names and the order of its columns, both ways.
enum PayoutRow {
    /// What never changes, and `version`, which an update compares with.
    private static let fixed = [
        "partner_trx_id", "caller", "body", "amount_rupiah", "recipient_bank", "created_at_ms", "version",
    ]
    private static let changing = [
        "state", "updated_at_ms", "final_at_ms", "send_until_ms", "attempts", "attempts_unsent", "attempts_refused",
        "last_sent_at_ms", "is_acknowledged", "not_found_since_ms", "trx_id", "oy_code", "oy_message", "oy_timestamp",
        "oy_http_status", "next_action_at_ms", "polls", "decided_by", "reason", "unknown_since_ms", "partner_mark",
        "lives_on_since_ms",
    ]

    /// What never changes either, and came later.
    private static let fixedLater = ["asked_by_uid"]

    /// All columns in the order in which `payout(from:)` reads them.
    static let columns = (fixed + changing + fixedLater).joined(separator: ", ")

    static let insertion = """
        INSERT OR FAIL INTO payouts (\(columns)) VALUES (\(Array(repeating: "?", count: fixed.count + changing.count + fixedLater.count).joined(separator: ", ")))
        """

    static let update = """
        UPDATE OR FAIL payouts SET version = ?1, \(changing.enumerated().map { "\($1) = ?\($0 + 3)" }.joined(separator: ", "))
        WHERE partner_trx_id = ?2
        """

    static func bindInsertion(of payout: Payout, to statement: PreparedStatement) {
        statement.bind(1, payout.partnerTrxID)
        statement.bind(2, payout.caller)
        payout.body.withUnsafeBytes { statement.bind(3, blob: $0) }
        statement.bind(4, payout.amountRupiah)
        statement.bind(5, payout.recipientBank)
        statement.bind(6, payout.createdAt.milliseconds)
        statement.bind(7, payout.version)
        bindChanging(of: payout, to: statement, from: 8)
        statement.bind(30, payout.askedByUID.map(Int64.init))
    }

    static func bindUpdate(of payout: Payout, to statement: PreparedStatement) {
        statement.bind(1, payout.version)
        statement.bind(2, payout.partnerTrxID)
        bindChanging(of: payout, to: statement, from: 3)
    }

    private static func bindChanging(of payout: Payout, to statement: PreparedStatement, from first: Int32) {
        statement.bind(first, payout.state.rawValue)
        statement.bind(first + 1, payout.updatedAt.milliseconds)
        statement.bind(first + 2, payout.finalAt?.milliseconds)
        statement.bind(first + 3, payout.sendUntil.milliseconds)
        statement.bind(first + 4, payout.attempts)
        statement.bind(first + 5, payout.attemptsUnsent)
        statement.bind(first + 6, payout.attemptsRefused)
        statement.bind(first + 7, payout.lastSentAt?.milliseconds)
        statement.bind(first + 8, payout.isAcknowledged ? 1 : 0)
        statement.bind(first + 9, payout.notFoundSince?.milliseconds)
        statement.bind(first + 10, payout.trxID)
        statement.bind(first + 11, payout.oyCode)
        statement.bind(first + 12, payout.oyMessage)
        statement.bind(first + 13, payout.oyTimestamp)
        statement.bind(first + 14, payout.oyHTTPStatus.map(Int64.init))
        statement.bind(first + 15, payout.nextActionAt?.milliseconds)
        statement.bind(first + 16, payout.polls)
        statement.bind(first + 17, payout.decidedBy)
        statement.bind(first + 18, payout.reason)
        statement.bind(first + 19, payout.unknownSince?.milliseconds)
        statement.bind(first + 20, payout.partner?.rawValue)
        statement.bind(first + 21, payout.livesOnSince?.milliseconds)
    }

    /// The payout of the present row of a statement that selects `columns`.
    ///
    /// - Throws: `DatabaseError` with SQLITE_CORRUPT where the row is none: the schema does not let one in.
    static func payout(from row: PreparedStatement) throws -> Payout {
        guard let state = PayoutState(rawValue: row.text(7)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a payout is in a state that does not exist")
        }
        var payout = Payout(
            partnerTrxID: row.text(0), caller: row.text(1), body: Array(row.bytes(2)), amountRupiah: row.integer(3),
            recipientBank: row.text(4), createdAt: WallTime(milliseconds: row.integer(5)),
            askedByUID: row.optionalInteger(29).flatMap(UInt32.init(exactly:)), state: state,
            sendUntil: WallTime(milliseconds: row.integer(10)), nextActionAt: time(row, 22))
        payout.version = row.integer(6)
        payout.updatedAt = WallTime(milliseconds: row.integer(8))
        payout.finalAt = time(row, 9)
        payout.attempts = Int(row.integer(11))
        payout.attemptsUnsent = Int(row.integer(12))
        payout.attemptsRefused = Int(row.integer(13))
        payout.lastSentAt = time(row, 14)
        payout.isAcknowledged = row.integer(15) != 0
        payout.notFoundSince = time(row, 16)
        payout.trxID = row.optionalText(17)
        payout.oyCode = row.optionalText(18)
        payout.oyMessage = row.optionalText(19)
        payout.oyTimestamp = row.optionalText(20)
        payout.oyHTTPStatus = row.optionalInteger(21).map(Int.init)
        payout.polls = Int(row.integer(23))
        payout.decidedBy = row.optionalText(24)
        payout.reason = row.optionalText(25)
        payout.unknownSince = time(row, 26)
        payout.partner = row.optionalInteger(27).map(PartnerMark.init)
        payout.livesOnSince = time(row, 28)
        return payout
    }

    private static func time(_ row: PreparedStatement, _ column: Int32) -> WallTime? {
        row.optionalInteger(column).map(WallTime.init(milliseconds:))
    }
}
