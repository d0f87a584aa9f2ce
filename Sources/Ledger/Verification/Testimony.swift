/// What the row of a payout, or one entry about it, says, in the order in which `PayoutAgreement.testimonies` selects it.
///
/// Values are the bytes of a text, or of a number written as one: what is equal as text to people, and to `String`, may not be the same.
struct Testimony {
    typealias Value = [UInt8]

    let name: Value
    /// The entry's; 0 of a row.
    let sequence: Int64
    /// An entry has those that it changes or tells: the state after it, and with the first one what was asked for.
    let state, caller, amount, bank: Value?
    /// Digests of the recipient's account, of the note and of the addresses.
    let account, note, email: Value?
    /// OY!'s name for the payout.
    let trxID: Value?
    /// Who decided. An entry has it in its words: `PayoutTestimony` takes it out.
    let person: Value?
    /// A row's reason, and the words of an entry of a decision, or of the gateway's own.
    let words: Value?
    /// When it ended, or what the entry tells happened, in whole seconds since 1970. Made of milliseconds, so they never overflow.
    let time: Int64?

    /// Who asked for it, as the kernel said. Nil in a row from before that was kept.
    let uid: Value?
    /// Of a row, when it was asked for, in the same way. What began it has that in its `time`.
    let created: Int64?

    var isRow: Bool { sequence == 0 }

    init(_ row: PreparedStatement) {
        func value(_ column: Int32) -> Value? { row.isNull(column) ? nil : Array(row.bytes(column)) }
        name = Array(row.bytes(0))
        sequence = row.integer(1)
        (state, caller, amount, bank) = (value(2), value(3), value(4), value(5))
        (account, note, email) = (value(6), value(7), value(8))
        (trxID, person, words) = (value(9), value(10), value(11))
        time = row.optionalInteger(12)
        uid = value(13)
        created = row.optionalInteger(14)
    }
}
