import Gateway

/// All that is told of one payout, its row first and then its entries in order, and whether that agrees.
///
/// What an entry does not have, because the gateway that wrote it did not write that down yet, agrees with anything.
struct PayoutTestimony {
    typealias Value = Testimony.Value

    let name: Value
    private var row: Testimony?
    private var isThereTwice = false
    /// The entry that it begins with, and the last one that changed its state.
    private var first, last: Testimony?
    /// A name of OY!'s that an entry has; the row's own, where one has that.
    private var trxID: Value?
    /// The same of an entry by which OY! has it: its row has a name since.
    private var trxIDOfItsMove: Value?
    /// The last decision, `NAME: reason`, and whether the gateway has cancelled the payout since, and why.
    private var decision: Value?
    private var ownReason: Value?
    /// It was cancelled in an entry without words: by the gateway itself, before it wrote down why.
    private var isCancelledWithoutWords = false

    init(_ name: Value) {
        self.name = name
    }

    mutating func take(_ testimony: Testimony) {
        guard !testimony.isRow else {
            isThereTwice = row != nil
            row = testimony
            return
        }
        if let state = testimony.state {
            if first == nil { first = testimony }
            last = testimony
            isCancelledWithoutWords = state == Self.cancelled && testimony.words == nil
            if Self.statesByOYsWord.contains(state) { trxIDOfItsMove = testimony.trxID ?? trxIDOfItsMove }
        }
        if let named = testimony.trxID, trxID == nil || trxID != row?.trxID { trxID = named }
        if let words = testimony.words { take(words: words) }
    }

    /// "approved by chief: checked", or the gateway's own reason, in which nobody is named.
    private mutating func take(words: Value) {
        if let by = words.firstRange(of: Self.by) {
            (decision, ownReason) = (Array(words[by.upperBound...]), nil)
        } else {
            ownReason = words
        }
    }

    /// The entry that it begins with, where that says who asked; and whether its row does, too.
    var asking: (sequence: Int64, isKnownToRow: Bool)? {
        guard let row, let first, first.uid != nil else { return nil }
        return (first.sequence, row.uid != nil)
    }

    /// What does not agree, in words; nil where all does.
    ///
    /// - Parameter firstNamed: the first entry of all that has OY!'s name for a payout.
    func difference(firstNamed: Int64?) -> String? {
        guard let row else { return first == nil ? nil : "payout \(text(name)) is told of by entries, but is not there" }
        if isThereTwice { return "payout \(text(name)) is not as its entries say" }
        return unlike("state", row.state, last?.state) ?? unlike("caller", row.caller, first?.caller)
            ?? unlike("amount", row.amount, first?.amount) ?? unlike("bank", row.bank, first?.bank) ?? sentElsewhere(row)
            ?? askedOtherwise(row) ?? namedOtherwise(row, firstNamed: firstNamed) ?? decidedOtherwise(row) ?? endedOtherwise(row)
    }

    // MARK: What can differ

    /// Of what is PERSONAL the entry has marks alone.
    private func sentElsewhere(_ row: Testimony) -> String? {
        guard let first, first.account != nil else { return nil }
        for (member, sent, told) in [
            ("account", row.account, first.account), ("note", row.note, first.note), ("e-mail address", row.email, first.email),
        ] where sent != told {
            return "payout \(text(name)) sends OY! another \(member) than its entries say"
        }
        return nil
    }

    /// Rows did not always say who asked (`RecordedAskers`).
    private func askedOtherwise(_ row: Testimony) -> String? {
        if row.uid != nil, let told = first?.uid, let difference = unlike("asked_by_uid", row.uid, told) { return difference }
        return at(row.created, first?.time, "was asked for")
    }

    /// Which of several names the payout keeps is not decided here: it must be one that OY! gave.
    private func namedOtherwise(_ row: Testimony, firstNamed: Int64?) -> String? {
        guard row.trxID != nil else { return unlike("trx_id", nil, trxIDOfItsMove) }
        let isOlder = trxID == nil && (first?.sequence ?? 0) < firstNamed ?? .max
        return isOlder ? nil : unlike("trx_id", row.trxID, trxID)
    }

    /// Where the gateway has cancelled since what somebody approved, nobody is said to have decided it.
    private func decidedOtherwise(_ row: Testimony) -> String? {
        guard !isCancelledWithoutWords else { return nil }
        guard let person = row.person else {
            guard let ownReason else { return unlike("decided_by", nil, decision) }
            return unlike("reason", row.words, ownReason)
        }
        guard let decision, decision.starts(with: person + Self.colon) else { return unlike("decided_by", person, decision) }
        let reason = Array(decision.dropFirst(person.count + Self.colon.count))
        return unlike("reason", row.words ?? [], ownReason ?? reason)
    }

    private func endedOtherwise(_ row: Testimony) -> String? {
        at(row.time, last?.time, "has ended")
    }

    // MARK: Words

    /// The entry was made a moment after the row.
    private func at(_ time: Int64?, _ told: Int64?, _ happened: String) -> String? {
        guard let time, let told, (time - told).magnitude > LedgerLimits.toldWithin else { return nil }
        return "payout \(text(name)) \(happened) at \(Self.text(time)), but its entries say at \(Self.text(told))"
    }

    private func unlike(_ member: String, _ value: Value?, _ told: Value?) -> String? {
        guard value != told else { return nil }
        let has = value.map { "the \(member) \(text($0))" } ?? "no \(member)"
        return "payout \(text(name)) has \(has), but its entries say \(told.map(text) ?? "nothing of it")"
    }

    private func text(_ value: Value) -> String {
        String(decoding: value, as: UTF8.self)
    }

    private static func text(_ seconds: Int64) -> String {
        WallTime(milliseconds: seconds * 1_000).rfc3339
    }

    private static let by = Array(" by ".utf8)
    private static let colon = Array(": ".utf8)
    private static let cancelled = Array(PayoutState.cancelled.rawValue.utf8)
    private static let statesByOYsWord = [PayoutState.inProgress, .completed, .failed].map { Array($0.rawValue.utf8) }
}
