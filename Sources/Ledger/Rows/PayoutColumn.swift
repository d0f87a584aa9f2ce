import Gateway

/// The columns of the table `payouts`, in the order in which every statement names them: a case's number is where its value is
/// read, and one more is where it is bound. What stands in SQL, in bindings and in readings all comes from here.
enum PayoutColumn: Int32, CaseIterable {
    // What never changes.
    case partnerTrxID, caller, body, amountRupiah, recipientBank, createdAt, requestedByUID
    // What an update writes; it compares the version with the one before.
    case version, state, updatedAt, finalAt, sendUntil, attempts, attemptsUnsent, attemptsRefused, lastSentAt, isAcknowledged
    case notFoundSince, trxID, oyCode, oyMessage, oyTimestamp, oyHTTPStatus, nextActionAt, fruitlessTurns, decidedBy, reason, unknownSince
    case partnerFingerprint, livesOnSince

    /// Those that an update writes.
    static let changing = allCases.filter { $0.rawValue >= version.rawValue }

    /// The number of its parameter, which is the same in every statement.
    var parameter: Int32 { rawValue + 1 }

    var name: String {
        switch self {
        case .partnerTrxID: "partner_trx_id"
        case .caller: "caller"
        case .body: "body"
        case .amountRupiah: "amount_rupiah"
        case .recipientBank: "recipient_bank"
        case .createdAt: "created_at_ms"
        // From before a caller requested and only the gateway asked; columns keep their names.
        case .requestedByUID: "asked_by_uid"
        case .version: "version"
        case .state: "state"
        case .updatedAt: "updated_at_ms"
        case .finalAt: "final_at_ms"
        case .sendUntil: "send_until_ms"
        case .attempts: "attempts"
        case .attemptsUnsent: "attempts_unsent"
        case .attemptsRefused: "attempts_refused"
        case .lastSentAt: "last_sent_at_ms"
        case .isAcknowledged: "is_acknowledged"
        case .notFoundSince: "not_found_since_ms"
        case .trxID: "trx_id"
        case .oyCode: "oy_code"
        case .oyMessage: "oy_message"
        case .oyTimestamp: "oy_timestamp"
        case .oyHTTPStatus: "oy_http_status"
        case .nextActionAt: "next_action_at_ms"
        // From when only questions to OY! were counted; attempts that surely did not leave are, too.
        case .fruitlessTurns: "polls"
        case .decidedBy: "decided_by"
        case .reason: "reason"
        case .unknownSince: "unknown_since_ms"
        case .partnerFingerprint: "partner_mark"
        case .livesOnSince: "lives_on_since_ms"
        }
    }
}

/// Constants at run time: a column costs no more than the number that it stands for.
extension PreparedStatement {
    func bind(_ column: PayoutColumn, _ value: Int64?) { bind(column.parameter, value) }
    func bind(_ column: PayoutColumn, _ value: Int) { bind(column.parameter, value) }
    func bind(_ column: PayoutColumn, _ value: String?) { bind(column.parameter, value) }
    func bind(_ column: PayoutColumn, _ value: WallTime?) { bind(column.parameter, value?.milliseconds) }
    func bind(_ column: PayoutColumn, _ value: [UInt8]) { value.withUnsafeBytes { bind(column.parameter, blob: $0) } }

    func integer(_ column: PayoutColumn) -> Int64 { integer(column.rawValue) }
    func optionalInteger(_ column: PayoutColumn) -> Int64? { optionalInteger(column.rawValue) }
    func bool(_ column: PayoutColumn) -> Bool { bool(column.rawValue) }
    func text(_ column: PayoutColumn) -> String { text(column.rawValue) }
    func optionalText(_ column: PayoutColumn) -> String? { optionalText(column.rawValue) }
    func bytes(_ column: PayoutColumn) -> [UInt8] { Array(bytes(column.rawValue)) }
    func time(_ column: PayoutColumn) -> WallTime { time(column.rawValue) }
    func optionalTime(_ column: PayoutColumn) -> WallTime? { optionalTime(column.rawValue) }
}
