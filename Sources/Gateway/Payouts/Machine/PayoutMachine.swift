/// The payout rules (docs/payouts.md): one mutating function per event, the time passed in, the actions passed out.
/// No clock, no chance, no I/O.
///
///                    ┌────────── unsent, 429 ───────────┐
///     (asked) ─▶ RECORDED ──── about to send ────▶ UNKNOWN ──── 101 102 301 ───▶ IN_PROGRESS
///        │        ▲   │                             │   │                            │
///        ▼        │   └─ withdrawn, too late        │   └──── 000, 300, … ───────────┤
///  AWAITING_APPROVAL ─┬▶ CANCELLED        REJECTED ◀┘                                ▼
///                     └─ declined, too late                                COMPLETED, FAILED
///
/// The order within a step is the safety: `payout` is changed, `.record` puts it on disk, and only then comes what
/// the change allows. UNKNOWN is therefore written *before* the first byte leaves, and what a crash leaves behind
/// is true (rule 1).
///
/// The functions are spread over extensions: turns, sending, asking, and what people decide. One thing at a time happens to
/// a payout; an event that doesn't fit what is going on is our own bug and stops the program.
struct PayoutMachine: Sendable, Equatable {
    /// What is going on outside.
    enum Activity: Sendable, Equatable {
        case idle
        /// The bytes are with the upstream. What stood in the payout before is put back if they surely never left.
        case sending(before: Before)
        /// A question is with the upstream.
        case asking(since: WallTime)
    }

    /// What an attempt overwrites as it begins.
    struct Before: Sendable, Equatable {
        var lastSentAt: WallTime?
        var partner: PartnerFingerprint?
        var notFoundSince: WallTime?
        var fruitlessTurns: Int
    }

    /// The payout as it stands; on disk once the `.record` that was given out last has succeeded.
    var payout: Payout
    /// Whether the ledger has a version of it.
    var isStored: Bool
    var activity = Activity.idle
    let settings: PayoutSettings
    /// As whom OY! is called while this goes on: each attempt that is given out is made as that partner, or not at all.
    let partner: PartnerFingerprint

    /// A payout that a caller asks for, not yet on disk. `requested` or `requestedForApproval` must come first.
    ///
    /// - Parameter uid: of the process that asks: nobody with it approves the payout. Nil where that is not known; then
    ///   nobody at all does.
    init(
        _ intent: PayoutIntent, requestedBy uid: UInt32? = nil, at now: WallTime, settings: PayoutSettings, partner: PartnerFingerprint
    ) {
        payout = Payout(
            partnerTrxID: intent.partnerTrxID, caller: intent.caller, body: intent.body,
            amountRupiah: intent.amountRupiah, recipientBank: intent.recipientBank, createdAt: now, state: .recorded,
            sendUntil: now.advanced(by: settings.sendFor), nextActionAt: now)
        payout.requestedByUID = uid
        isStored = false
        self.settings = settings
        self.partner = partner
    }

    /// A payout as the ledger has it, nothing going on: after a restart, or simply later (rule 5).
    init(stored payout: Payout, settings: PayoutSettings, partner: PartnerFingerprint) {
        self.payout = payout
        isStored = true
        self.settings = settings
        self.partner = partner
    }

    /// From when on "not found" may be believed (rule 3).
    var settledAt: WallTime {
        payout.lastSentAt?.advanced(by: settings.settle) ?? payout.createdAt
    }

    // What the extensions build their steps from.

    /// Puts the payout as it now stands, and the notes, on disk.
    mutating func record(at now: WallTime, _ notes: [PayoutNote]) -> PayoutAction {
        if isStored { payout.version += 1 }
        isStored = true
        payout.updatedAt = now
        return .record(notes)
    }

    /// The note of a change of state, none where it stays; sees to what goes with being final.
    mutating func move(to state: PayoutState, at now: WallTime) -> [PayoutNote] {
        let from = payout.state
        guard state != from else { return [] }
        precondition(!from.isFinal, "a payout in \(from.rawValue) changes no more")
        payout.state = state
        payout.unknownSince = state == .unknown ? now : nil
        if state.isFinal {
            payout.finalAt = now
            payout.nextActionAt = nil
            payout.notFoundSince = nil
        }
        return [.moved(from: from, to: state)]
    }

    /// Keeps what OY! said of the payout. The name by which OY! acknowledged it stays: another one may be that of a second payment.
    ///
    /// - Returns: what operators are to be told of it.
    mutating func keep(_ word: OYWord) -> PayoutAlarm? {
        payout.oyCode = word.code
        payout.oyMessage = word.message
        // When OY! took it on. The answer that accepts it says so as well; all others have their own time as `timestamp`.
        if let created = word.createdDate { payout.oyTimestamp = created }
        payout.oyHTTPStatus = word.httpStatus
        return word.trxID.flatMap { keep(name: $0) }
    }

    /// The same of its name alone, where nothing else that it said is about the payout.
    mutating func keep(name named: String) -> PayoutAlarm? {
        // Before that it may be the name of an attempt of which nothing came.
        if payout.trxID == nil || !payout.isAcknowledged { payout.trxID = named }
        return named == payout.trxID ? nil : .anotherTrxID(named)
    }

    /// As long as OY! wants to be left alone, if that is longer, up to a bound.
    func pause(_ pause: Duration, orLongerAs retryAfter: Duration?) -> Duration {
        max(pause, min(retryAfter ?? .zero, PayoutLimits.longestRetryAfter))
    }

    /// An answer tells nothing of what became of the payout; but what OY! has a name for it has, and that is not sent again (rule 3).
    ///
    /// - Returns: what operators are to be told of it.
    mutating func keepAcknowledgement(in reading: AttemptReading) -> PayoutAlarm? {
        guard reading.acknowledges else { return nil }
        let another = reading.name(for: payout.partnerTrxID).flatMap { keep(name: $0) }
        payout.isAcknowledged = true
        payout.notFoundSince = nil
        return another
    }

    /// Records, and raises the alarms that there are.
    mutating func raising(_ alarms: [PayoutAlarm?], after notes: [PayoutNote], at now: WallTime) -> [PayoutAction] {
        let alarms = alarms.compactMap(\.self)
        return [record(at: now, notes + alarms.map { .alarm($0) })] + alarms.map { .alarm($0) }
    }
}
