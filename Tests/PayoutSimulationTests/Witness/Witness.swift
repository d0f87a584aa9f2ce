import TestSupport

@testable import Gateway

/// Watches a run from outside and knows the truth. Uses nothing that the machine has worked out for itself: only what
/// left the host, what it heard, what is on disk and what callers were told.
struct Witness {
    /// What really became of an attempt.
    struct Attempt {
        /// When its first byte left; nil while none did.
        var leftAt: Int64?
        /// As whom it did.
        var partner: PartnerFingerprint?
        /// The host heard OY! say that it created nothing.
        var heardRefusal = false
        /// An operator's word is on disk that nothing came of it.
        var isVouchedFor = false
    }

    /// What the host took of a person.
    struct Taken {
        var decision: PayoutDecision
        /// When the person decided: of what was sent later it knew nothing.
        var decidedAt: Int64
        var takenAt: Int64
    }

    /// What is wrong, the first thing that was; nil while nothing is.
    private(set) var violation: Violation?
    /// The only check that counts; nil where each does.
    let check: Violation.Check?
    private(set) var attempts: [Attempt] = []
    /// What callers were told.
    private var told: [PayoutState] = []
    /// Until when those who wait must be told, by their number.
    private var deadlines: [Int: Int64] = [:] {
        didSet { earliestDeadline = deadlines.values.min() ?? .max }
    }
    private var earliestDeadline = Int64.max
    /// Since when the intent is on disk.
    private var recordedAt: Int64?
    /// What the ledger failed to write is the change that it was asked for last.
    private var isLedgerFailing = false
    /// It refused that change, as another one came before.
    private var wasRefused = false
    /// When the question was put, as each of the partners, that OY! last answered with "not found".
    private var notFoundAskedAt: [PartnerFingerprint: Int64] = [:]
    /// OY! has acknowledged the payout, and that is on disk.
    private var isAcknowledged = false
    private var heardAcknowledgement = false
    /// OY! is known to have, or to have paid, what stands as not paid, and that is on disk.
    private var isKnownAlive = false
    private var heardAlive = false
    /// What the host heard last was no answer about this payout, and that is not on disk yet.
    private var heardNothing = false
    /// Of what operators have to be told once the host has written down what it heard.
    private var dueAlarms: [PayoutAlarm] = []
    /// What people decided and the host took, on disk or not, by their words.
    private var decisions: [String: Taken] = [:]
    /// How often OY! was heard to have it, or to have had it, where that waits for its turn.
    private var hearingsWaiting = 0
    /// It is FAILED as an operator said so, and that is on disk.
    private var isFailedByWord = false
    private var sendUntil = Int64.max - Simulation.attemptTimeout
    /// By how much the host's clock was set back, each time added: `send_for` is counted by that clock.
    private var setBack: Int64 = 0
    /// Another person than the one who asked must approve it.
    var needsApproval = false
    /// That is on disk.
    private var isApproved = false

    init(only check: Violation.Check? = nil) {
        self.check = check
    }

    private mutating func fail(_ check: Violation.Check, _ what: String) {
        if violation == nil, self.check ?? check == check { violation = Violation(check: check, what: what) }
    }

    private mutating func expect(_ condition: Bool, _ check: Violation.Check, _ what: @autoclosure () -> String) {
        if !condition { fail(check, what()) }
    }

    // What the host does.

    /// The host takes the payout on.
    mutating func asked(at now: Int64) {
        sendUntil = now + Simulation.sendFor
    }

    /// The host's wall clock is set.
    mutating func clockSteps(by step: Int64) {
        setBack += max(0, -step)
    }

    /// The host begins an attempt at sending.
    mutating func sendBegan(_ body: [UInt8], at now: Int64, onDisk: Payout?) {
        attempts.append(Attempt())
        expect(!wasRefused, .sentFromOldRow, "sent by a row that had changed")
        expect(!isLedgerFailing, .sentWithoutLedger, "sent, and the ledger had failed")
        guard let onDisk else { return fail(.sentUnrecorded, "sent without an intent on disk") }
        expect(!needsApproval || isApproved, .unapproved, "sent without approval")
        expect(onDisk.state == .unknown, .sentUnrecorded, "sent while \(onDisk.state.rawValue) on disk")
        expect(body == onDisk.body && body == Simulation.body, .sentOtherBytes, "other bytes sent")
        // The intent was due in time; writing it may have taken as long as the attempt may.
        expect(now - setBack < sendUntil + Simulation.attemptTimeout, .sentTooLate, "sent when send_for was over")
        expect(!isAcknowledged, .sentAgainWhatOYHas, "sent again what OY! has")
        expect(hearingsWaiting == 0, .sentAgainWhatOYHas, "sent again what OY! was heard to have")
    }

    /// The first byte of an attempt leaves the host.
    mutating func bytesLeft(_ attempt: Int, as partner: PartnerFingerprint, at now: Int64, onDisk: Payout?) {
        for earlier in attempts[..<attempt] {
            guard let leftAt = earlier.leftAt, let sender = earlier.partner, !earlier.heardRefusal, !earlier.isVouchedFor else {
                continue
            }
            expect(notFoundAskedAt[sender] ?? .min >= leftAt + OYModel.settle, .sentTooEarly, "sent again before 204 had settled")
        }
        attempts[attempt].leftAt = now
        attempts[attempt].partner = partner
        expect(onDisk?.partner == partner, .sentAsAnother, "sent as another than on disk")
        let left = attempts.count { $0.leftAt != nil }
        expect((onDisk?.attemptsThatMayHaveLeft ?? 0) >= left, .sentUncounted, "more sent than counted on disk")
    }

    /// The host hears how an attempt at sending ended.
    mutating func heardRemit(_ attempt: Int, _ outcome: AttemptOutcome, _ word: OYWord?, onDisk: Payout?) {
        if case .answered(let answer) = outcome, answer.status >= 500, let word, word.partnerTrxID == OYModel.name, word.trxID != nil {
            heardAcknowledgement = true
        }
        guard case .answered(let answer) = outcome,
            isBelievable(answer.status == 200 ? word : nil, standsAlone: answer.standsAlone, as: ["000", "300"], onDisk)
        else { return }
        // Nothing of this id can have left before: somebody else has it.
        if answer.status == 200, word?.code == "203", onDisk?.attemptsThatMayHaveLeft == 1 { dueAlarms.append(.nameTaken) }
        switch (answer.status, word?.code) {
        case (401, nil), (403, nil), (429, nil): attempts[attempt].heardRefusal = true
        // What OY! has a name for it has, whatever else it says.
        case (200, let code?) where word?.trxID != nil && code != "203": heardAcknowledgement = true
        case (200, "429"?): attempts[attempt].heardRefusal = true
        case (200, let code?) where OYModel.refusals.contains(code): attempts[attempt].heardRefusal = true
        case (200, let code?) where ["000", "101", "102", "301", "300", "257"].contains(code): heardAcknowledgement = true
        case (200, "203"?): heardAcknowledgement = attempts.count { $0.leftAt != nil } > 1
        default: break
        }
    }

    /// The host hears what `remit-status` says.
    mutating func heardStatus(_ partner: PartnerFingerprint, askedAt: Int64, _ outcome: AttemptOutcome, _ word: OYWord?, onDisk: Payout?) {
        let ends = ["000"] + OYModel.endsBadly
        let hasAName = word?.partnerTrxID == OYModel.name && word?.trxID != nil
        if case .answered(let answer) = outcome, answer.status != 200, hasAName { heardAcknowledgement = true }
        guard case .answered(let answer) = outcome, answer.status == 200, let code = word?.code,
            isBelievable(word, standsAlone: answer.standsAlone, as: ends, onDisk)
        else { return }
        if code == "204" {
            notFoundAskedAt[partner] = askedAt
            if isAcknowledged, dueAlarms.isEmpty { dueAlarms.append(.deniedAfterAcknowledging) }
        }
        // What OY! has a name for it has, whatever else it says.
        if ["101", "102", "301"].contains(code) || hasAName { heardAcknowledgement = true }
    }

    /// Whether an answer speaks of this payout; where not, it must move nothing, and the operators hear of it. Of another name
    /// of OY!'s than the one that is known they hear, too.
    ///
    /// - Parameter ends: the codes that end a payout, which have to name it.
    private mutating func isBelievable(_ word: OYWord?, standsAlone: Bool, as ends: [String], _ onDisk: Payout?) -> Bool {
        guard let word, let code = word.code else { return true }
        if let why = whyNot(word, standsAlone: standsAlone, isEnd: ends.contains(code)) {
            heardNothing = true
            // Whatever else it is: OY! has something under this name, which is not sent again.
            if ["answer_names_another_amount", "answer_names_another_recipient"].contains(why) { heardAcknowledgement = true }
            dueAlarms.append(.answerNotBelieved(why))
            return false
        }
        if isAcknowledged, let known = onDisk?.trxID, let named = word.trxID, named != known { dueAlarms.append(.anotherTrxID(named)) }
        return true
    }

    private func whyNot(_ word: OYWord, standsAlone: Bool, isEnd: Bool) -> String? {
        if let named = word.partnerTrxID, named != OYModel.name { return "answer_names_another_payout" }
        let isNamed = word.partnerTrxID != nil
        if let amount = word.amountRupiah, amount != Simulation.amountRupiah {
            return isNamed ? "answer_names_another_amount" : "answer_names_another_payout"
        }
        let isElsewhere =
            word.recipientBank ?? Simulation.recipientBank != Simulation.recipientBank
            || word.recipientAccount ?? Simulation.recipientAccount != Simulation.recipientAccount
        if isElsewhere { return isNamed ? "answer_names_another_recipient" : "answer_names_another_payout" }
        guard word.partnerTrxID == nil else { return nil }
        if isEnd { return "answer_names_no_payout" }
        return standsAlone ? nil : "answer_stands_not_alone"
    }

    /// Somebody who asked hears that OY! has it, or had it; its turn is now, or comes.
    mutating func hears() {
        hearingsWaiting += 1
    }

    /// Somebody who asked heard that OY! has it, or had it; nothing else happens to the payout now.
    ///
    /// - Parameter version: of which it was when OY! was asked.
    /// - Returns: whether that is news, and has to be written down.
    mutating func heard(_ heard: AttemptReading, _ onDisk: Payout, of version: Int64, as partner: PartnerFingerprint) -> Bool {
        hearingsWaiting -= 1
        let (code, named) = codeAndName(in: heard)
        let isAlive = ["000", "101", "102", "301"].contains(code)
        let hasFailed = OYModel.endsBadly.contains(code ?? "")
        let isNewName = named != nil && named != onDisk.trxID
        // OY! refused each attempt that reached it, and may have contradicted itself.
        let isRefused = onDisk.state == .recorded && onDisk.attemptsRefused > 0
        let isNews: Bool
        switch onDisk.state {
        case .unknown: isNews = onDisk.belongs(to: partner) && (isAlive || !onDisk.isAcknowledged || isNewName)
        case .recorded where isRefused: isNews = onDisk.belongs(to: partner)
        case _ where hasFailed: isNews = false
        // What OY! has no more than a name for it has, too; but not what it has under this name for other money.
        case .recorded, .awaitingApproval, .rejected, .cancelled: isNews = onDisk.livesOnSince == nil && heard.unbelieved == nil
        // Before it failed OY! may well have had it; but not where it failed by nobody's word but an operator's.
        case .failed: isNews = isAlive && onDisk.livesOnSince == nil && (onDisk.version == version || isFailedByWord)
        case .inProgress, .completed: isNews = false
        }
        guard isNews else { return false }
        heardAcknowledgement = true
        heardAlive = onDisk.state != .unknown && !isRefused
        if heardAlive { dueAlarms.append(.livesOn) }
        if !heardAlive, isAcknowledged, let known = onDisk.trxID, let named, named != known { dueAlarms.append(.anotherTrxID(named)) }
        if !heardAlive, let why = heard.unbelieved { dueAlarms.append(.answerNotBelieved(why.rawValue)) }
        return true
    }

    /// What an answer tells of the payout: of a name of OY!'s only where a code that speaks of the payout, or the payout's own name, goes with it.
    private func codeAndName(in heard: AttemptReading) -> (code: String?, named: String?) {
        switch heard {
        case .unsent: return (nil, nil)
        case .silent(.http(_, let trxID), _), .silent(.unreadable(let trxID), _): return (nil, trxID)
        case .silent: return (nil, nil)
        case .word(let word):
            let speaks = ["000", "101", "102", "301"].contains(word.code) || OYModel.endsBadly.contains(word.code ?? "")
            return (word.code, speaks || word.partnerTrxID == OYModel.name ? word.trxID : nil)
        }
    }

    mutating func missedWhatWasHeard() {
        fail(.sentAgainWhatOYHas, "it is not written down that OY! has it")
    }

    /// Whether OY! said since then that it has the payout: that counts for more than what somebody decides who had not heard it.
    ///
    /// - Parameter seen: the payout as it was then.
    func isOvertaken(_ seen: Payout) -> Bool {
        hearingsWaiting > 0 || isAcknowledged && !seen.isAcknowledged && seen.state != .inProgress
    }

    /// The host takes a person's decision. Whether it counts is seen when it is on disk.
    ///
    /// - Parameters:
    ///   - reason: in words that nobody else uses.
    ///   - seen: the payout as it was when the person decided.
    mutating func decided(
        _ decision: PayoutDecision, by uid: UInt32, at decidedAt: Int64, reason: String, seen: Payout, takenAt now: Int64
    ) {
        decisions[reason] = Taken(decision: decision, decidedAt: decidedAt, takenAt: now)
        if decision == .approve { expect(!isKnownAlive, .approvedWhatOYHas, "approved what OY! has") }
        if decision.takesAnother { expect(uid != Simulation.requester, .unapproved, "\(decision.rawValue) by the one who asked") }
        if decision.needsSettling { expect(!isOvertaken(seen), .decidedAgainstOYsWord, "\(decision.rawValue) against OY!'s word") }
    }

    // What is on disk.

    /// A change is on disk, whether the host knows it or not.
    mutating func wentToDisk(_ payout: Payout, before: Payout?, mayStillCreate: Bool, at now: Int64) {
        recordedAt = recordedAt ?? now
        for state in told {
            expect(state.canBecome(payout.state), .tookBack, "told \(state.rawValue), and now it is \(payout.state.rawValue)")
        }
        if let before {
            expect(!before.state.isFinal || before.state == payout.state, .finalStateChanged, "a final state changed")
            let taken = payout.reason == before.reason ? nil : payout.reason.flatMap { decisions[$0] }
            if before.state == .awaitingApproval, payout.state != .awaitingApproval { leftApproval(for: payout, by: taken) }
            if heardNothing { expect(payout.standsAs(before), .believedNothing, "moved by an answer that is none") }
            if isAcknowledged, let known = before.trxID { expect(payout.trxID == known, .tookBack, "OY!'s name for it changed") }
            if let taken { counts(taken, payout, before) }
            expect(before.body == payout.body && before.caller == payout.caller, .sentOtherBytes, "the payout changed")
        }
        if [.recorded, .rejected, .cancelled, .failed].contains(payout.state) {
            expect(!mayStillCreate, .endedTooEarly, "\(payout.state.rawValue), and money may still move")
        }
        expect(
            (payout.nextActionAt == nil) == payout.state.isFinal, .leftOpen,
            "\(payout.state.rawValue) with nobody to finish it")
    }

    /// It waits for approval no more. `send_for` counts from here.
    private mutating func leftApproval(for payout: Payout, by taken: Taken?) {
        if payout.state == .cancelled { return }
        guard let taken, taken.decision == .approve else { return fail(.unapproved, "\(payout.state.rawValue) without approval") }
        isApproved = true
        sendUntil = taken.takenAt + Simulation.sendFor
    }

    /// A person's decision is on disk, and has to be what it was.
    private mutating func counts(_ taken: Taken, _ payout: Payout, _ before: Payout) {
        let isSo =
            switch taken.decision {
            case .cancel, .decline: payout.state == .cancelled
            case .approve: payout.state == .recorded
            case .paid: payout.state == .completed
            case .notPaid: payout.state == .failed
            case .resend: payout.state == .unknown && !payout.isAcknowledged && payout.attempts == before.attempts + 1
            }
        expect(isSo, .decidedOtherwise, "\(taken.decision.rawValue) made it \(payout.state.rawValue)")
        if taken.decision == .notPaid { isFailedByWord = true }
        if taken.decision == .resend { vouchedFor(taken) }
    }

    /// An operator's word is on disk that nothing came of what was sent by then, whatever OY! had said of it.
    private mutating func vouchedFor(_ taken: Taken) {
        for attempt in attempts.indices where attempts[attempt].leftAt ?? .max <= taken.decidedAt { attempts[attempt].isVouchedFor = true }
        (isAcknowledged, heardAcknowledgement) = (false, false)
        sendUntil = taken.takenAt + Simulation.sendFor
    }

    /// The host knows that its last change is on disk.
    ///
    /// - Parameter alarms: what it tells the operators of.
    mutating func commitSucceeded(raising alarms: [PayoutAlarm]) {
        for due in dueAlarms { expect(alarms.contains(due), .notAlarmed, "nobody was told that \(due)") }
        dueAlarms = []
        heardNothing = false
        (isLedgerFailing, wasRefused) = (false, false)
        isAcknowledged = isAcknowledged || heardAcknowledgement
        isKnownAlive = isKnownAlive || heardAlive
    }

    /// The ledger says that the host's last change is not on disk, or that it does not know.
    ///
    /// - Parameter isOld: it refused the change, as another one came before.
    mutating func commitFailed(isOld: Bool) {
        isLedgerFailing = true
        wasRefused = isOld
        forgot()
    }

    /// The host doesn't know any more what it heard.
    mutating func forgot() {
        heardAcknowledgement = false
        heardAlive = false
        heardNothing = false
        dueAlarms = []
    }

    // What callers hear.

    /// The payout's own caller asks, and is to be told by then.
    mutating func waits(_ number: Int, until deadline: Int64) {
        deadlines[number] = deadline
    }

    mutating func told(_ payout: Payout, _ ask: Event.Ask, at now: Int64, onDisk: Payout?) {
        expect(ask.caller == Simulation.caller && ask.body == Simulation.body, .toldAnother, "answered somebody else")
        let isInAHurry = deadlines.removeValue(forKey: ask.number).map { now >= $0 } ?? false
        expect(
            onDisk?.state == payout.state, isInAHurry ? .toldUntrue : .toldUnrecorded,
            "told \(payout.state.rawValue), which is not on disk")
        for state in told {
            expect(state.canBecome(payout.state), .tookBack, "told \(state.rawValue), and then \(payout.state.rawValue)")
        }
        told.append(payout.state)
    }

    /// Those who wait hear that nothing is on disk and nothing was sent.
    mutating func refusedEverybody(onDisk: Payout?) {
        expect(onDisk == nil, .toldUntrue, "told that it is not recorded")
        deadlines = [:]
    }

    /// Nobody hears anything from the host any more.
    mutating func crashed() {
        deadlines = [:]
        hearingsWaiting = 0
        forgot()
    }

    /// Time has come this far. Rule 6: who asked has been told by the deadline, unless there was nothing true to be told.
    mutating func timeIs(_ now: Int64) {
        guard earliestDeadline < now else { return }
        for (number, deadline) in deadlines where deadline < now {
            deadlines[number] = nil
            expect(recordedAt ?? .max >= deadline, .toldTooLate, "call \(number) was not answered by its deadline")
        }
    }

    // In the end.

    /// - Parameter isOverdue: by the host's clock `send_for` is over.
    mutating func finish(_ payout: Payout?, _ oy: OYModel, isOverdue: Bool) {
        expect(oy.executions <= 1, .paidTwice, "paid \(oy.executions) times")
        guard let payout else { return expect(attempts.allSatisfy { $0.leftAt == nil }, .sentUnrecorded, "sent, and not on disk") }
        if oy.executions > 0 {
            expect(payout.state == .completed || !payout.state.isFinal, .misreported, "paid, but \(payout.state.rawValue)")
        } else {
            expect(payout.state != .completed || oy.earlier != nil, .misreported, "COMPLETED, but not paid")
        }
        // Rule 5. The world has been calm for hours. Only what OY! has never heard of may still be open, past send_for.
        let mayBeOpen = payout.state == .unknown && oy.records.isEmpty && isOverdue
        expect(payout.state.isFinal || mayBeOpen, .leftOpen, "still \(payout.state.rawValue) after hours of calm")
    }
}

extension Payout {
    /// Nothing has moved since: but for when it was sent last, when it has its next turn, and that it is not sent again.
    fileprivate func standsAs(_ before: Payout) -> Bool {
        state == before.state && trxID == before.trxID && oyCode == before.oyCode
            && attemptsUnsent == before.attemptsUnsent && attemptsRefused == before.attemptsRefused
    }
}
