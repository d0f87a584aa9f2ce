import Contract
import Synchronization

/// Writes calls into the ledger (docs/audit.md): those that change something durably, before they are sent and before
/// they are answered; those that only read, and those that were refused, within a second.
public final class AuditTrail: Sendable {
    private let ledger: any Ledger
    private let clock: any Timekeeper
    private let digest: @Sendable (UnsafeRawBufferPointer) -> String
    private let refusals = Mutex(RefusalLimiter())

    /// - Parameter digest: a keyed digest of a PERSONAL value, so that equal values can be found.
    public init(
        ledger: any Ledger, clock: any Timekeeper, digest: @escaping @Sendable (UnsafeRawBufferPointer) -> String
    ) {
        self.ledger = ledger
        self.clock = clock
        self.digest = digest
    }

    /// A call that changes something and is not a payout is about to go to OY!. Rule 7: where this cannot be written,
    /// the call is not made.
    ///
    /// - Throws: `.overloaded` or `.unavailable`.
    func callBegins(_ call: AdmittedCall) async throws(LedgerError) {
        var entry = AuditEntry(time: clock.wallNow, kind: .attempt, caller: call.auditCaller, method: call.endpoint.fullName)
        entry.request = redacted(call.request)
        entry.detail = "about to be sent"
        try await ledger.commit(LedgerChange(entries: [entry], begunBy: call.caller.name))
    }

    /// A stream begins, which may go on for weeks: its end has an entry like that of any other call.
    func streamBegins(_ call: AdmittedCall) {
        var entry = AuditEntry(time: clock.wallNow, kind: .call, caller: call.auditCaller, method: call.endpoint.fullName)
        entry.request = kept(call.request, of: call.endpoint)
        entry.outcome = .begun
        ledger.note(entry)
    }

    /// An attempt came to nothing, and another one follows. What came of the last one stands in the call's own entry.
    func attemptRetried(_ call: AdmittedCall, attempt: Int, _ reading: CallReading) {
        var entry = AuditEntry(time: clock.wallNow, kind: .attempt, caller: call.auditCaller, method: call.endpoint.fullName)
        entry.attempts = attempt
        entry.outcome = reading.auditOutcome
        entry.oyCode = reading.oyCode
        ledger.note(entry)
    }

    /// A call was refused before anything was done for it. Of many only the first are written one by one.
    ///
    /// - Returns: whether it was written, and not only counted.
    func callRefused(_ record: CallRecord) -> Bool {
        refused(entry(record, kind: .refusal), uid: record.peer.uid)
    }

    /// A connection was closed at once, since its peer has too many.
    ///
    /// - Returns: whether it was written, and not only counted.
    func connectionRefused(_ peer: Peer, caller: String?) -> Bool {
        let error = RPCError.tooManyConnections(caller.map { "Caller \($0)" } ?? "uid \(peer.uid)")
        var entry = AuditEntry(
            time: clock.wallNow, kind: .refusal, caller: AuditCaller(peer, name: caller),
            outcome: .failed(error))
        entry.detail = "a connection: \(error.message)"
        return refused(entry, uid: peer.uid)
    }

    private func refused(_ entry: AuditEntry, uid: UInt32) -> Bool {
        let isWritten = refusals.withLock { $0.refused(entry, uid: uid, at: clock.now) }
        if isWritten { ledger.note(entry) }
        return isWritten
    }

    /// Writes the numbers of refusals that were not written one by one, now and then until the task is cancelled, and
    /// then what is left of them.
    public func run() async {
        while !Task.isCancelled {
            try? await clock.sleep(until: clock.now.advanced(by: Limits.refusalFlushPause))
            writeRefusals(isEnding: Task.isCancelled)
        }
    }

    func writeRefusals(isEnding: Bool = false) {
        let due = refusals.withLock { $0.due(at: clock.now, isEnding: isEnding) }
        for folded in due { ledger.note(folded.entry(at: clock.wallNow)) }
    }

    /// A call has ended and is about to be answered.
    ///
    /// Of a payout, who asked for what and what came of it is on disk by now, in the entries that were committed with
    /// the payout itself; the call's own line follows them within a second, without a sync of its own. So it is with
    /// `EventService`, whose calls change nothing but the caller's own bookmark.
    ///
    /// - Parameter confirmation: what the call has confirmed; on disk with its entry, in one transaction, before the answer.
    /// - Throws: where the entry of a call that changes something could not be written. What was done is done, so the
    ///   caller still gets its answer; the operator must hear of it.
    func callEnded(
        _ record: CallRecord, confirming confirmation: AccountConfirmation? = nil
    ) async throws(LedgerError) {
        let entry = entry(record, kind: .call)
        if let confirmation {
            return try await ledger.commit(LedgerChange(entries: [entry], confirmations: [confirmation]))
        }
        guard let endpoint = record.endpoint, endpoint.changesSomething, !endpoint.isOfPayouts else {
            return ledger.note(entry)
        }
        try await ledger.commit(LedgerChange(entries: [entry]))
    }

    private func entry(_ record: CallRecord, kind: AuditEntry.Kind) -> AuditEntry {
        let answer = (try? record.result.get()).map { kept($0, of: record.endpoint, answering: record.request) }
        return AuditEntry(
            time: clock.wallNow, kind: kind, caller: AuditCaller(record.peer, name: record.caller), method: record.method,
            request: record.redactedRequest ?? record.request.map { kept($0, of: record.endpoint) }, answer: answer,
            outcome: record.error.map(AuditOutcome.failed) ?? .ok,
            oyCode: record.oyCode, attempts: record.attempts, duration: record.duration, payout: record.partnerTrxID)
    }

    /// The keyed mark of an account, the same for the same bank and number.
    func accountMark(bank: String, number: String) -> String {
        // No string of the contract has a NUL in it, so no two accounts are spelled alike. The word keeps these marks apart
        // from those of the numbers alone, which stand in entries.
        let text = "account\0\(bank)\0\(number)"
        return text.withBytes { digest(UnsafeRawBufferPointer($0)) }
    }

    /// A message in a call's own entry: whole where the call changes something, and bounded where it only reads.
    private func kept(_ message: Message, of endpoint: Endpoint?, answering request: Message? = nil) -> RedactedMessage {
        endpoint?.changesSomething ?? false ? redacted(message, answering: request) : bounded(message, answering: request)
    }

    /// What can be said without end, by calls that only read and by whoever has the callbacks' token: the trail keeps it for good.
    func bounded(_ message: Message, answering request: Message? = nil) -> RedactedMessage {
        message.redacted(answering: request, upTo: Limits.readMessageBytes, digest: digest)
    }

    /// A message as the ledger keeps it: PERSONAL masked, SECRET left out.
    func redacted(_ message: Message, answering request: Message? = nil) -> RedactedMessage {
        message.redacted(answering: request, digest: digest)
    }
}
