import Contract
import GRDB
import Gateway

/// A payout as a row of the table `payouts`, both ways.
enum PayoutRow {
    /// All columns in the order in which `payout(from:)` reads them.
    static let columns = list(PayoutColumn.allCases) { $0.name }

    static let insertion = "INSERT OR FAIL INTO payouts (\(columns)) VALUES (\(list(PayoutColumn.allCases) { "?\($0.parameter)" }))"

    /// Changes the version before this one, in the state that it is said to have, and no row where another stands.
    static let update = """
        UPDATE OR FAIL payouts SET \(list(PayoutColumn.changing) { "\($0.name) = ?\($0.parameter)" })
        WHERE \(PayoutColumn.partnerTrxID.name) = ?\(PayoutColumn.partnerTrxID.parameter)
          AND \(PayoutColumn.version.name) = ?\(PayoutColumn.version.parameter) - 1
          AND \(PayoutColumn.state.name) = ?\(stateBefore)
        """

    /// The number of the parameter behind those of the columns.
    private static let stateBefore = Int32(PayoutColumn.allCases.count) + 1

    private static func list(_ columns: [PayoutColumn], _ text: (PayoutColumn) -> String) -> String {
        columns.map(text).joined(separator: ", ")
    }

    static func bindInsertion(of payout: Payout, to statement: PreparedStatement) {
        statement.bind(.partnerTrxID, payout.partnerTrxID)
        statement.bind(.caller, payout.caller)
        statement.bind(.body, payout.body)
        statement.bind(.amountRupiah, payout.amountRupiah)
        statement.bind(.recipientBank, payout.recipientBank)
        statement.bind(.createdAt, payout.createdAt)
        statement.bind(.requestedByUID, payout.requestedByUID.map(Int64.init))
        bindChanging(of: payout, to: statement)
    }

    static func bindUpdate(of payout: Payout, from old: PayoutState, to statement: PreparedStatement) {
        statement.bind(.partnerTrxID, payout.partnerTrxID)
        statement.bind(stateBefore, old.rawValue)
        bindChanging(of: payout, to: statement)
    }

    private static func bindChanging(of payout: Payout, to statement: PreparedStatement) {
        statement.bind(.version, payout.version)
        statement.bind(.state, payout.state.rawValue)
        statement.bind(.updatedAt, payout.updatedAt)
        statement.bind(.finalAt, payout.finalAt)
        statement.bind(.sendUntil, payout.sendUntil)
        statement.bind(.attempts, payout.attempts)
        statement.bind(.attemptsUnsent, payout.attemptsUnsent)
        statement.bind(.attemptsRefused, payout.attemptsRefused)
        statement.bind(.lastSentAt, payout.lastSentAt)
        statement.bind(.isAcknowledged, payout.isAcknowledged ? 1 : 0)
        statement.bind(.notFoundSince, payout.notFoundSince)
        statement.bind(.trxID, payout.trxID)
        statement.bind(.oyCode, payout.oyCode)
        statement.bind(.oyMessage, payout.oyMessage)
        statement.bind(.oyTimestamp, payout.oyTimestamp)
        statement.bind(.oyHTTPStatus, payout.oyHTTPStatus.map(Int64.init))
        statement.bind(.nextActionAt, payout.nextActionAt)
        statement.bind(.fruitlessTurns, payout.fruitlessTurns)
        statement.bind(.decidedBy, payout.decidedBy)
        statement.bind(.reason, payout.reason)
        statement.bind(.unknownSince, payout.unknownSince)
        statement.bind(.partnerFingerprint, payout.partner?.rawValue)
        statement.bind(.livesOnSince, payout.livesOnSince)
    }

    /// The payout of the present row of a statement that selects `columns`.
    ///
    /// - Throws: `DatabaseError` with SQLITE_CORRUPT where the row is none: the schema does not let one in.
    static func payout(from row: PreparedStatement) throws -> Payout {
        guard let state = PayoutState(rawValue: row.text(.state)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a payout is in a state that does not exist")
        }
        var payout = Payout(
            partnerTrxID: row.text(.partnerTrxID), caller: row.text(.caller), body: row.bytes(.body),
            amountRupiah: row.integer(.amountRupiah), recipientBank: row.text(.recipientBank), createdAt: row.time(.createdAt),
            requestedByUID: row.optionalInteger(.requestedByUID).flatMap(UInt32.init(exactly:)), state: state,
            sendUntil: row.time(.sendUntil), nextActionAt: row.optionalTime(.nextActionAt))
        payout.version = row.integer(.version)
        payout.updatedAt = row.time(.updatedAt)
        payout.finalAt = row.optionalTime(.finalAt)
        payout.attempts = Int(row.integer(.attempts))
        payout.attemptsUnsent = Int(row.integer(.attemptsUnsent))
        payout.attemptsRefused = Int(row.integer(.attemptsRefused))
        payout.lastSentAt = row.optionalTime(.lastSentAt)
        payout.isAcknowledged = row.bool(.isAcknowledged)
        payout.notFoundSince = row.optionalTime(.notFoundSince)
        payout.trxID = row.optionalText(.trxID)
        payout.oyCode = row.optionalText(.oyCode)
        payout.oyMessage = row.optionalText(.oyMessage)
        payout.oyTimestamp = row.optionalText(.oyTimestamp)
        payout.oyHTTPStatus = row.optionalInteger(.oyHTTPStatus).map(Int.init)
        payout.fruitlessTurns = Int(row.integer(.fruitlessTurns))
        payout.decidedBy = row.optionalText(.decidedBy)
        payout.reason = row.optionalText(.reason)
        payout.unknownSince = row.optionalTime(.unknownSince)
        payout.partner = row.optionalInteger(.partnerFingerprint).map(PartnerFingerprint.init)
        payout.livesOnSince = row.optionalTime(.livesOnSince)
        if let why = whyUnsound(payout) {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "payout \(payout.partnerTrxID.visible) \(why)")
        }
        return payout
    }

    /// What no gateway has written, and would end the daemon where it counts on, or tells it.
    private static func whyUnsound(_ payout: Payout) -> String? {
        let counts = [payout.attempts, payout.attemptsUnsent, payout.attemptsRefused, payout.fruitlessTurns, Int(payout.version)]
        if counts.contains(where: { !(0...mostCounted).contains($0) }) { return "counts what can't be" }
        let texts = [
            payout.partnerTrxID, payout.caller, payout.recipientBank, payout.trxID, payout.oyCode, payout.oyMessage, payout.oyTimestamp,
            payout.decidedBy, payout.reason,
        ]
        if texts.contains(where: { $0?.hasNUL ?? false }) { return "has a NUL in it" }
        // What OY! has is not sent (rule 3): such a row must not get so far.
        let isToBeSent = payout.state == .recorded || payout.state == .awaitingApproval
        return isToBeSent && payout.isAcknowledged ? "is to be sent, and OY! has it" : nil
    }

    private static let mostCounted = 1 << 53
}
