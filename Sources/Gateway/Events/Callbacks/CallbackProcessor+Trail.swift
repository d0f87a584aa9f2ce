import Contract

/// What the audit trail has of callbacks. Events are deleted some day; the trail is not, so it alone must do to follow the money.
extension CallbackProcessor {
    /// An entry about a callback.
    func entry(_ kind: CallbackKind, _ message: Message, _ outcome: AuditOutcome, at now: WallTime) -> AuditEntry {
        var entry = AuditEntry(time: now, kind: .callback, method: "callbacks/\(kind.rawValue)")
        entry.request = audit.bounded(message)
        entry.payout = message.partnerTrxID
        entry.outcome = outcome
        return entry
    }

    /// Entries about what a look-up brought: the callback's own, and with it, or after it where it is not all that was told, each thing that
    /// was told, as OY!'s books have it.
    func entries(
        _ callback: PendingCallback, _ outcome: AuditOutcome, _ drafts: [EventDraft], at now: WallTime
    ) -> [AuditEntry] {
        var own = entry(callback.kind, callback.kind.message(of: callback.facts), outcome, at: now)
        own.attempts = callback.looks + 1
        // Two callbacks may find the same at once: it is told once, and the events say when.
        let found = drafts.compactMap(\.identity)
        if !found.isEmpty {
            let named = found.prefix(EventLimits.findingsNamed).joined(separator: ", ")
            let others = found.count - EventLimits.findingsNamed
            own.detail = "in OY!'s books: \(named)\(others > 0 ? " and \(others) more" : "")"
        }
        let told = drafts.filter(\.isVerified).compactMap { $0.kind.message(of: $0.facts) }
        if let only = told.first, told.count == 1, outcome.isOfWhatIsTold {
            answer(only, in: &own)
            return [own]
        }
        return [own] + told.map { entry(about: $0, .found, callback.kind, at: now) }
    }

    /// Entries about records in OY!'s books that are no payments.
    func entries(impossible records: [Message], at now: WallTime) -> [AuditEntry] {
        records.map { record in
            var entry = entry(about: record, .impossible, .virtualAccount, at: now)
            entry.detail = "nobody can have paid in \(record.integer("amount")) rupiah: told to nobody"
            return entry
        }
    }

    private func entry(about booked: Message, _ outcome: AuditOutcome, _ kind: CallbackKind, at now: WallTime) -> AuditEntry {
        var entry = AuditEntry(time: now, kind: .callback, method: "callbacks/\(kind.rawValue)")
        entry.payout = booked.partnerTrxID
        entry.outcome = outcome
        answer(booked, in: &entry)
        return entry
    }

    /// Whole: the names in it are of a bounded length, and without it the money could not be followed.
    private func answer(_ booked: Message, in entry: inout AuditEntry) {
        entry.answer = audit.redacted(booked)
        if booked.schema.field("trx_id") != nil { entry.trxID = booked.string("trx_id").nonEmpty }
    }
}

extension AuditOutcome {
    /// Whether what a callback's look-up told can be what the outcome is about. It is something else where the callback itself came to nothing.
    fileprivate var isOfWhatIsTold: Bool {
        self == .found || self == .callback(.told) || self == .callback(.disputed)
    }
}
