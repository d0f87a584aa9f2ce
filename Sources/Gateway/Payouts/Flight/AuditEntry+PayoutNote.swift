import Contract

/// How a step of a payout reads in the audit trail.
extension AuditEntry {
    /// The entries of one record, in order. A change of state stands in the entry of what made it: of the attempt or the
    /// decision whose note is before it. Where only time did, it has an entry of its own.
    ///
    /// - Parameter request: what the payout was asked for with; it stands in the entry that begins the payout.
    static func entries(
        for notes: [PayoutNote], of payout: Payout, by caller: AuditCaller?, request: RedactedMessage? = nil, at now: WallTime
    ) -> [AuditEntry] {
        var entries: [AuditEntry] = []
        entries.reserveCapacity(notes.count)
        for note in notes {
            if case .moved(let from, let to) = note, let last = entries.indices.last {
                precondition(entries[last].to == nil, "one move in a record, behind what made it")
                (entries[last].from, entries[last].to) = (from, to)
            } else {
                entries.append(AuditEntry(note, of: payout, by: caller, request: request, at: now))
            }
        }
        return entries
    }

    private init(
        _ note: PayoutNote, of payout: Payout, by caller: AuditCaller?, request: RedactedMessage?, at now: WallTime
    ) {
        // Each case makes the whole entry: one that is changed bit by bit is copied each time.
        let id = payout.partnerTrxID
        switch note {
        case .created(let state):
            self.init(time: now, kind: .transition, caller: caller, request: request, payout: id, to: state)
        case .createdAndBegun:
            self.init(
                time: now, kind: .attempt, caller: caller, method: PayoutQuestion.remit.rawValue, request: request, outcome: .begun,
                attempts: payout.attempts, payout: id, to: payout.state)
        case .moved(let from, let to):
            self.init(
                time: now, kind: .transition, caller: caller, oyCode: to.isFinal ? payout.oyCode : nil, payout: id, from: from, to: to,
                // The gateway's own reason: a person's stands in the entry of the decision.
                detail: to == .cancelled ? payout.reason : nil)
        case .decided(let decision, let person, let reason):
            self.init(
                time: now, kind: .transition, caller: caller, payout: id, detail: "\(decision.asDone) by \(person): \(reason)")
        case .alarm(let alarm):
            self.init(
                time: now, kind: .alarm, caller: caller, outcome: AuditOutcome(code: alarm.kind.rawValue), payout: id,
                detail: alarm.description)
        case .attemptBegan(let number):
            self.init(
                time: now, kind: .attempt, caller: caller, method: PayoutQuestion.remit.rawValue, outcome: .begun, attempts: number,
                payout: id)
        case .attemptEnded(let number, let reading):
            self.init(reading, to: .remit, attempts: number, about: id, by: caller, at: now)
        case .asked(let reading):
            self.init(reading, to: .remitStatus, attempts: nil, about: id, by: caller, at: now)
        }
    }

    private init(
        _ reading: AttemptReading, to question: PayoutQuestion, attempts: Int?, about id: String, by caller: AuditCaller?, at now: WallTime
    ) {
        let outcome: AuditOutcome
        var (code, trxID, detail): (String?, String?, String?)
        switch reading {
        case .unsent(let failure):
            outcome = .unsent(failure)
        case .silent(let why, _):
            outcome = .unknown(why.reason)
            (code, trxID, detail) = (why.word?.code, why.trxID ?? why.wordOfOtherMoney?.trxID, why.wordOfOtherMoney?.otherMoney)
        case .word(let word):
            outcome = .answered(reason: word.code == nil ? "http_\(word.httpStatus)" : nil)
            (code, trxID) = (word.code, word.trxID)
        }
        self.init(
            time: now, kind: .attempt, caller: caller, method: question.rawValue, outcome: outcome, oyCode: code, trxID: trxID, attempts: attempts,
            payout: id, detail: detail)
    }
}

extension Silence {
    /// What OY! said, and is not believed.
    fileprivate var word: OYWord? {
        if case .notBelieved(_, let word) = self { word } else { nil }
    }

    /// The same where it speaks of this name, and of other money than the payout's.
    fileprivate var wordOfOtherMoney: OYWord? {
        if case .notBelieved(let why, let word) = self, why.isOfOtherMoney { word } else { nil }
    }
}

extension OYWord {
    /// Of which money it speaks, for a person. Without the account, which is PERSONAL.
    fileprivate var otherMoney: String {
        "OY! speaks of " + (amountRupiah.map { "\($0) rupiah" } ?? "no amount") + (recipientBank.map { " to bank \($0)" } ?? "")
    }
}

extension PayoutDecision {
    /// What was done, as in "approved by chief". Who pays is OY!: a person can only record that it was paid.
    fileprivate var asDone: String {
        switch self {
        case .cancel: "cancelled"
        case .approve: "approved"
        case .decline: "declined"
        case .resend: "sent again"
        case .paid: "recorded as paid"
        case .notPaid: "recorded as not paid"
        }
    }
}
