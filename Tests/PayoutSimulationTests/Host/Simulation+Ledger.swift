@testable import Gateway

/// The host's ledger: slow, failing, and losing in a crash what was not synced.
extension Simulation {
    func beginCommit(_ payout: Payout) {
        activity = .committing(payout)
        let fails = chance.percent(weather.ledger)
        let takes = chance.percent(weather.slowLedger) ? 100 + chance.below(8000) : 1 + chance.below(20)
        if mutant == .rule1SendsBeforeTheIntentIsOnDisk, payout.attempts > onDisk?.attempts ?? 0 {
            // Goes on as if it were on disk already.
            flight?.committed()
            witness.commitSucceeded(raising: takenAlarms())
            return drive()
        }
        if mutant == .rule1TellsBeforeTheOutcomeIsOnDisk { tell(payout) }
        // Others may hear of it while it is written down that it is sent again.
        if let onDisk, payout.attempts > onDisk.attempts, chance.percent(weather.lookedUpMeanwhile) { looksUp(within: takes) }
        schedule(.commitEnds(fails: fails), in: Int64(takes), process: process)
    }

    func commitEnded(fails: Bool) {
        guard case .committing(let payout) = activity else { return }
        let isOld = !follows(payout)
        if fails || isOld { witness.commitFailed(isOld: isOld) }
        if isOld { sights.oldRows += 1 }
        if fails && mutant != .rule7SendsWithoutALedger || isOld && mutant != .rule4SendsFromAnOldRow {
            inLimbo = fails ? payout : inLimbo
            let isNew = flight?.onDisk == nil
            flight?.commitFailed()
            // Rule 7: nobody is told anything of a payout that is not on disk.
            if isNew {
                waiting = []
                witness.refusedEverybody(onDisk: onDisk)
            }
            return drive()
        }
        let isWritten = !fails && !isOld
        if isWritten { toDisk(payout) }
        inLimbo = nil
        flight?.committed()
        if isWritten { witness.commitSucceeded(raising: takenAlarms()) }
        latest = flight?.onDisk
        if let latest { tell(latest) }
        drive()
    }

    /// Whether the ledger takes a change: one that is made of the row as it is.
    func follows(_ payout: Payout) -> Bool {
        payout.version == (onDisk?.version ?? 0) + 1
    }

    /// The change is on disk: whether the host hears of it is another question.
    func toDisk(_ payout: Payout) {
        var payout = payout
        if mutant == .rule3CountsSettlingFromTheBeginningOfTheAttempt, payout.attempts > onDisk?.attempts ?? 0 {
            payout.lastSentAt = wall
        }
        if mutant == .rule2CallsAFailureARefusal, payout.state == .failed { payout.state = .rejected }
        if mutant == .resendKeepsWhatOYHadSaid, onDisk?.isAcknowledged == true { payout.isAcknowledged = true }
        if mutant == .rule5GivesUp, payout.fruitlessTurns > 6 { payout.nextActionAt = nil }
        witness.wentToDisk(payout, before: onDisk, mayStillCreate: mayStillCreate, at: now)
        onDiskBefore = onDisk
        onDisk = payout
    }

    /// Whether money has moved or still may, if nothing more is sent. What is on its way finds the id taken where OY!
    /// has something of the same partner's already.
    private var mayStillCreate: Bool {
        oy.records.contains { $0.ending == "000" } || onTheirWay.contains { !oy.has(witness.attempts[$0].partner) }
    }

    /// What the operators are told of.
    private func takenAlarms() -> [PayoutAlarm] {
        let alarms = flight?.takenAlarms() ?? []
        sights.saw(alarms)
        return alarms.filter { alarm in
            switch (mutant, alarm.kind) {
            case (.tellsNobodyOfATakenName?, .nameTaken), (.tellsNobodyOfADenial?, .deniedAfterAcknowledging),
                (.tellsNobodyOfWhatIsNotBelieved?, .answerNotBelieved), (.tellsNobodyOfAnotherTrxID?, .anotherTrxID):
                false
            default: true
            }
        }
    }
}
