@testable import Gateway

/// The host: callers, the resolver, and the flight in between, as `PayoutProcessor` does it.
extension Simulation {
    func called(_ ask: Event.Ask) {
        if ask.caller == Self.caller, ask.body == Self.body { witness.waits(ask.number, until: now + ask.patience) }
        asks(ask)
    }

    private func asks(_ ask: Event.Ask) {
        let intent = PayoutIntent(
            partnerTrxID: "pay-1", caller: ask.caller, body: ask.body, amountRupiah: Self.amountRupiah,
            recipientBank: Self.recipientBank)
        // Rule 4: one flight per id, one answer.
        if let known = flight?.payout ?? onDisk {
            guard intent.repeats(known) || mutant == .rule4AnswersAnybody else { return }
            let isFlying = flight != nil || !waiting.isEmpty
            if mutant == .rule4SendsOncePerCall, onDisk?.state == .unknown {
                onDisk?.state = .recorded
                step += 1
                flight = nil
                return begin(stored: onDisk) { $0.turnCame(at: self.wall, clear: true) }
            }
            if isFlying { return wait(ask) }
            if let onDisk { answer(ask, with: onDisk) }
            return
        }
        guard ask.body == Self.body && ask.caller == Self.caller else { return }
        wait(ask)
        witness.asked(at: now)
        let flight = PayoutFlight(
            PayoutMachine(intent, requestedBy: Self.requester, at: wall, settings: settings, partner: partner))
        if needsApproval && mutant != .approvalIsSkipped {
            flight.requestedForApproval(at: wall)
        } else {
            flight.requested(at: wall, clear: isClear)
        }
        self.flight = flight
        drive()
    }

    private func wait(_ ask: Event.Ask) {
        waiting.append(ask)
        schedule(.deadline(ask.number), in: ask.patience)
    }

    /// Rule 6: what is on disk, just before the deadline.
    func deadlineCame(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        let ask = waiting.remove(at: index)
        guard var payout = latest ?? onDisk else { return }
        if mutant == .rule6CallsALateAnswerAFailure { payout.state = .failed }
        answer(ask, with: payout)
    }

    private func answer(_ ask: Event.Ask, with payout: Payout) {
        if mutant != .rule6NeverAnswers { witness.told(payout, ask, at: now, onDisk: onDisk) }
    }

    func turnCame(_ turn: Int) {
        guard turn == turns, flight == nil, let next = onDisk?.nextActionAt else { return }
        guard next <= wall else { return planTurn(in: wall.duration(to: next).wholeMilliseconds) }
        takeTurn()
    }

    /// The payout rests, and the resolver looks after it.
    func takeTurn() {
        guard let onDisk else { return }
        let clear = isClear
        if mutant == .approvalComesByItself, onDisk.state == .awaitingApproval {
            self.onDisk?.state = .recorded
            self.onDisk?.sendUntil = wall.advanced(by: settings.sendFor)
        }
        if onDisk.state == .unknown || onDisk.state == .inProgress, !onDisk.belongs(to: partner) { sights.turnsOfAnotherPartner += 1 }
        // What was read may have grown old. The ledger must refuse what comes of it, before anything is sent.
        let old = chance.percent(weather.oldRow) ? onDiskBefore : nil
        begin(stored: old ?? self.onDisk) { $0.turnCame(at: self.wall, clear: clear) }
        // The resolver looks every second; how long the circuit stays open is chance all the same.
        if flight == nil, !clear { planTurn(in: 1000 + Int64(chance.below(60_000))) }
    }

    /// The payout's next turn; one planned before does not take place.
    func planTurn(in delay: Int64) {
        turns += 1
        schedule(.turn(turns), in: max(delay, 0))
    }

    func begin(stored payout: Payout?, _ event: (PayoutFlight) -> Void) {
        guard var payout else { return }
        if mutant == .rule3AsksAsWhoeverItIsNow { payout.partner = partner }
        let flight = PayoutFlight(PayoutMachine(stored: payout, settings: settings, partner: partner))
        event(flight)
        self.flight = flight
        drive()
    }

    var isClear: Bool {
        !chance.percent(weather.notClear)
    }

    /// Performs the flight's next step.
    func drive() {
        guard let flight else { return }
        step += 1
        activity = .none
        switch flight.step(at: wall) {
        case .commit(let change): if let write = change.payout { beginCommit(write.payout) }
        case .send(let deadline):
            activity = .sending
            if mutant != .rule3DoesNotWatchTheClockWhileSending { watchClock() }
            sendBegunAt = instant
            planDecisionMeanwhile()
            if isHeardToBeAlive, mutant != .rule3SendsWhatWasHeardMeanwhile {
                sights.overtakenSends += 1
                return end(.surelyUnsent(AttemptFailure(.overtaken)), nil, in: 0)
            }
            beginSend(by: now + wall.duration(to: deadline).wholeMilliseconds)
        case .ask:
            activity = .asking
            planDecisionMeanwhile()
            beginAsk()
        case .rest:
            self.flight = nil
            if let next = onDisk?.nextActionAt { planTurn(in: wall.duration(to: next).wholeMilliseconds) }
            carryOutWaiting()
        }
    }

    /// In some runs an operator decides while something is under way, as its end is being waited for.
    private func planDecisionMeanwhile() {
        guard chance.percent(weather.decidesMeanwhile) else { return }
        schedule(.decides(chance.one(of: [.resend, .paid, .notPaid, .notPaid]), by: Self.another), in: Int64(chance.below(3000)))
    }

    /// Tells everybody who waits, once the payout has been settled.
    func tell(_ payout: Payout) {
        guard payout.state != .recorded, payout.state != .unknown else { return }
        for ask in waiting { answer(ask, with: payout) }
        waiting = []
    }
}
