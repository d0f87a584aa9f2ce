/// How a step of a payout reads in the audit trail.
extension AuditEntry {
    /// The entries of one record, in order. A change of state stands in the entry of what made it: of the attempt or the
    /// decision whose note is before it. Where only time did, it has an entry of its own.
    ///
    /// - Parameter request: what the payout was asked for with; it stands in the entry that begins the payout.
    static func entries(
        for notes: [PayoutNote], of payout: Payout, by asker: AuditCaller?, request: String? = nil, at now: WallTime
    ) -> [AuditEntry] {
        var entries: [AuditEntry] = []
        for note in notes {
            if case .moved(let from, let to) = note, let last = entries.indices.last {
                precondition(entries[last].to == nil, "one move in a record, behind what made it")
                (entries[last].from, entries[last].to) = (from, to)
            } else {
                entries.append(AuditEntry(note, of: payout, by: asker, request: request, at: now))
            }
        }
        return entries
    }

    private init(
        _ note: PayoutNote, of payout: Payout, by asker: AuditCaller?, request: String?, at now: WallTime
    ) {
        self.init(time: now, kind: .transition, caller: asker, payout: payout.partnerTrxID)
        switch note {
        case .created(let state):
            to = state
            self.request = request
        case .moved(let from, let to):
            self.from = from
            self.to = to
            oyCode = to.isFinal ? payout.oyCode : nil
            // The gateway's own reason: a person's stands in the entry of the decision.
            detail = to == .cancelled ? payout.reason : nil
        case .decided(let decision, let person, let reason):
            detail = "\(decision.rawValue) by \(person): \(reason)"
        case .alarm(let alarm):
            kind = .alarm
            detail = alarm.description
        case .attemptBegan(let number):
            kind = .attempt
            method = "remit"
            attempts = number
            outcome = AuditOutcome(code: "begun")
        case .attemptEnded(let number, let reading):
            kind = .attempt
            method = "remit"
            attempts = number
            take(reading)
        case .asked(let reading):
            kind = .attempt
            method = "remit-status"
            take(reading)
        }
    }

    private mutating func take(_ reading: AttemptReading) {
        switch reading {
        case .unsent(let failure): outcome = AuditOutcome(code: "unsent", reason: failure.reason.rawValue)
        case .silent(let why): outcome = AuditOutcome(code: "unknown", reason: why)
        case .word(let word):
            outcome = AuditOutcome(code: "answered", reason: word.code == nil ? "http_\(word.httpStatus)" : nil)
            oyCode = word.code
            trxID = word.trxID
        }
    }
}
