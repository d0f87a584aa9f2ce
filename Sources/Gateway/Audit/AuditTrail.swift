import Contract

/// Writes calls into the ledger (design, "Audit"): those that change something durably, before they are sent and before
/// they are answered; those that only read, and those that were refused, within a second.
public struct AuditTrail: Sendable {
    private let ledger: any Ledger
    private let timekeeper: any Timekeeper
    private let digest: @Sendable (UnsafeRawBufferPointer) -> String

    /// - Parameter digest: a keyed digest of a PERSONAL value, so that equal values can be found.
    public init(
        ledger: any Ledger, timekeeper: any Timekeeper, digest: @escaping @Sendable (UnsafeRawBufferPointer) -> String
    ) {
        self.ledger = ledger
        self.timekeeper = timekeeper
        self.digest = digest
    }

    /// A call that changes something and is not a payout is about to go to OY!. Rule 7: where this cannot be written,
    /// the call is not made.
    func callBegins(_ call: AdmittedCall) async throws(LedgerError) {
        var entry = AuditEntry(time: timekeeper.wallNow, kind: .attempt, caller: call.asker, method: call.endpoint.fullName)
        entry.request = redacted(call.request)
        entry.detail = "about to be sent"
        try await ledger.commit(LedgerChange(entries: [entry]))
    }

    /// A call was refused before anything was done for it.
    func callRefused(_ record: CallRecord) {
        ledger.note(entry(record, kind: .refusal))
    }

    /// A call has ended and is about to be answered.
    ///
    /// Of a payout, who asked for what and what came of it is on disk by now, in the entries that were committed with
    /// the payout itself; the call's own line follows them within a second, and costs no third sync. So it is with
    /// `EventService`, whose calls change nothing but the caller's own bookmark.
    ///
    /// - Throws: where the entry of a call that changes something could not be written. What was done is done, so the
    ///   caller still gets its answer; the operator must hear of it.
    func callEnded(_ record: CallRecord) async throws(LedgerError) {
        let entry = entry(record, kind: .call)
        guard let endpoint = record.endpoint, endpoint.changesSomething, !PayoutCalls.handles(endpoint),
            !EventCalls.handles(endpoint)
        else {
            return ledger.note(entry)
        }
        try await ledger.commit(LedgerChange(entries: [entry]))
    }

    private func entry(_ record: CallRecord, kind: AuditEntry.Kind) -> AuditEntry {
        var entry = AuditEntry(
            time: timekeeper.wallNow, kind: kind, caller: AuditCaller(record.peer, name: record.caller),
            method: record.method)
        entry.request = record.request.flatMap(redacted)
        entry.oyCode = record.oyCode
        entry.attempts = record.attempts
        entry.duration = record.duration
        entry.payout = record.partnerTrxID
        switch record.result {
        case .success(let answer):
            entry.answer = redacted(answer)
            entry.outcome = AuditOutcome(code: RPCCode.ok.name)
        case .failure(let error):
            entry.outcome = AuditOutcome(code: error.code.name, reason: error.reason)
        }
        return entry
    }

    /// A message as the ledger keeps it: PERSONAL masked, SECRET left out.
    func redacted(_ message: Message) -> String {
        String(decoding: message.redacted(digest: digest), as: UTF8.self)
    }
}
