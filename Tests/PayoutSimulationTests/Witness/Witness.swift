@testable import Gateway

/// Watches a run from outside and knows the truth. Uses nothing that the machine has worked out for itself: only what
/// left the host, what it heard, what is on disk and what callers were told.
struct Witness {
    /// What really became of an attempt.
    struct Attempt {
        /// When its first byte left; nil while none did.
        var leftAt: Int64?
        /// As whom it did.
        var partner: PartnerMark?
        /// The host heard OY! say that it created nothing.
        var heardRefusal = false
        /// It was sent again on an operator's word that nothing came of it.
        var isVouchedFor = false
    }

    struct Told {
        var state: PayoutState
        var at: Int64
    }

    /// What is wrong, the first thing that was; nil while nothing is.
    private(set) var violation: String?
    private(set) var attempts: [Attempt] = []
    private var told: [Told] = []
    /// When the question was put, as each of the partners, that OY! last answered with "not found".
    private var notFoundAskedAt: [PartnerMark: Int64] = [:]
    /// OY! has acknowledged the payout, and that is on disk.
    private var isAcknowledged = false
    private var heardAcknowledgement = false
    /// An operator decided to send it again since the last sending.
    private var operatorResends = false
    private var sendUntil: Int64 = .max
    /// Another person than the one who asked must approve it.
    var needsApproval = false
    /// When another person did; on disk or not.
    private var approvedAt: Int64?
    /// That is on disk.
    private var isApproved = false

    mutating func fail(_ what: @autoclosure () -> String) {
        if violation == nil { violation = what() }
    }

    private mutating func expect(_ condition: Bool, _ what: @autoclosure () -> String) {
        if !condition { fail(what()) }
    }

    // What the host does.

    /// The host takes the payout on.
    mutating func asked(at now: Int64) {
        sendUntil = now + Simulation.sendFor
    }

    /// The host begins an attempt at sending.
    mutating func sendBegan(_ body: [UInt8], at now: Int64, onDisk: Payout?) {
        attempts.append(Attempt())
        guard let onDisk else { return fail("rule 1: sent without an intent on disk") }
        expect(!needsApproval || isApproved, "approval: sent without it")
        expect(onDisk.state == .unknown, "rule 1: sent while \(onDisk.state.rawValue) on disk")
        expect(body == onDisk.body && body == Simulation.body, "rule 3: other bytes sent")
        // The intent was due in time; writing it may have taken as long as the attempt may.
        expect(now < sendUntil + Simulation.attemptTimeout, "rule 3: sent when send_for was over")
        expect(!isAcknowledged || operatorResends, "rule 3: sent again what OY! has")
    }

    /// The first byte of an attempt leaves the host.
    mutating func bytesLeft(_ attempt: Int, as partner: PartnerMark, at now: Int64, onDisk: Payout?) {
        if operatorResends { for earlier in 0..<attempt { attempts[earlier].isVouchedFor = true } }
        for earlier in attempts[..<attempt] {
            guard let leftAt = earlier.leftAt, let sender = earlier.partner, !earlier.heardRefusal, !earlier.isVouchedFor else {
                continue
            }
            expect(notFoundAskedAt[sender] ?? .min >= leftAt + OYModel.settle, "rule 3: sent again before 204 had settled")
        }
        attempts[attempt].leftAt = now
        attempts[attempt].partner = partner
        expect(onDisk?.partner == partner, "rule 3: sent as another than on disk")
        operatorResends = false
        let left = attempts.count { $0.leftAt != nil }
        expect((onDisk?.attemptsThatMayHaveLeft ?? 0) >= left, "rule 1: more sent than counted on disk")
    }

    /// The host hears how an attempt at sending ended.
    mutating func heardRemit(_ attempt: Int, _ outcome: AttemptOutcome, _ word: OYWord?) {
        guard case .answered(let answer) = outcome else { return }
        switch (answer.status, word?.code) {
        case (401, nil), (403, nil), (429, nil): attempts[attempt].heardRefusal = true
        case (200, "429"?): attempts[attempt].heardRefusal = true
        case (200, let code?) where OYModel.refusals.contains(code): attempts[attempt].heardRefusal = true
        case (200, "000"?), (200, "300"?): if word?.partnerTrxID == OYModel.name { heardAcknowledgement = true }
        case (200, let code?) where ["101", "102", "301", "257"].contains(code): heardAcknowledgement = true
        case (200, "203"?): heardAcknowledgement = attempts.count { $0.leftAt != nil } > 1
        default: break
        }
    }

    /// The host hears what `remit-status` says.
    mutating func heardStatus(_ partner: PartnerMark, askedAt: Int64, _ outcome: AttemptOutcome, _ word: OYWord?) {
        guard case .answered(let answer) = outcome, answer.status == 200, let code = word?.code else { return }
        if code == "204" { notFoundAskedAt[partner] = askedAt }
        if ["101", "102", "301"].contains(code) { heardAcknowledgement = true }
    }

    mutating func decided(_ decision: PayoutDecision, by uid: UInt32, at now: Int64) {
        switch decision {
        case .resend:
            operatorResends = true
            sendUntil = now + Simulation.sendFor
        case .approve:
            expect(uid != Simulation.asker, "approval: by the one who asked")
            approvedAt = now
        case .decline:
            expect(uid != Simulation.asker, "approval: declined by the one who asked")
        default: break
        }
    }

    // What is on disk.

    /// A change is on disk, whether the host knows it or not.
    mutating func wentToDisk(_ payout: Payout, before: Payout?, mayStillCreate: Bool) {
        if let before {
            expect(!before.state.isFinal || before.state == payout.state, "a final state changed")
            if before.state == .awaitingApproval { leftApproval(for: payout) }
            expect(before.body == payout.body && before.caller == payout.caller, "rule 3: the payout changed")
        }
        if [.recorded, .rejected, .cancelled, .failed].contains(payout.state) {
            expect(!mayStillCreate, "rule 2: \(payout.state.rawValue), and money may still move")
        }
        expect(
            (payout.nextActionAt == nil) == payout.state.isFinal,
            "rule 5: \(payout.state.rawValue) with nobody to finish it")
    }

    /// It waits for approval no more. `send_for` counts from here.
    private mutating func leftApproval(for payout: Payout) {
        if payout.state == .cancelled { return }
        guard let approvedAt else { return fail("approval: \(payout.state.rawValue) without it") }
        isApproved = true
        sendUntil = approvedAt + Simulation.sendFor
    }

    /// The host knows that its last change is on disk.
    mutating func commitSucceeded() {
        isAcknowledged = isAcknowledged || heardAcknowledgement
    }

    /// The host doesn't know any more what it heard.
    mutating func forgot() {
        heardAcknowledgement = false
    }

    // What callers hear.

    mutating func told(_ payout: Payout, to caller: String, body: [UInt8], at now: Int64, onDisk: Payout?) {
        expect(caller == Simulation.caller && body == Simulation.body, "rule 4: answered somebody else")
        expect(onDisk?.state == payout.state, "rule 1: told \(payout.state.rawValue), which is not on disk")
        told.append(Told(state: payout.state, at: now))
    }

    // In the end.

    /// - Parameter isOverdue: by the host's clock `send_for` is over.
    mutating func finish(_ payout: Payout?, _ oy: OYModel, isOverdue: Bool) {
        expect(oy.executions <= 1, "paid \(oy.executions) times")
        guard let payout else { return expect(attempts.allSatisfy { $0.leftAt == nil }, "sent, and not on disk") }
        if oy.executions > 0 {
            expect(payout.state == .completed || !payout.state.isFinal, "paid, but \(payout.state.rawValue)")
        } else {
            expect(payout.state != .completed, "COMPLETED, but not paid")
        }
        for hearing in told where hearing.state.isFinal {
            expect(hearing.state == payout.state, "told \(hearing.state.rawValue), but \(payout.state.rawValue)")
        }
        // Rule 5. The world has been calm for hours. Only what OY! has never heard of may still be open, past send_for.
        let mayBeOpen = payout.state == .unknown && oy.records.isEmpty && isOverdue
        expect(payout.state.isFinal || mayBeOpen, "rule 5: still \(payout.state.rawValue) after hours of calm")
    }
}
