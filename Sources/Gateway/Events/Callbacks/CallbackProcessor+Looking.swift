import Contract
import Synchronization

/// Looking up what callbacks say. What was not finished before a restart is due after it.
extension CallbackProcessor {
    /// What was found when it was seen what is due.
    enum LookupRound {
        /// Nothing more is due, or there may be more.
        case done, more
        /// The ledger could not be read, or what came of a look-up could not be written.
        case ledgerFailed
    }

    /// Begins to look up what is due, each as soon as there is a place for it, however long the others take; until the ledger
    /// fails: what OY! says then could not be kept.
    func beginLooks(_ slots: Slots, _ group: inout DiscardingTaskGroup) async -> LookupRound {
        guard !isResting else { return .ledgerFailed }
        let due: [PendingCallback]
        do {
            try await hastenWhatIsLate()
            due = try await ledger.pendingCallbacks(dueBy: clock.wallNow, limit: EventLimits.lookPage)
        } catch {
            observer.ledgerFailed(error)
            rest.withLock { $0.ledgerFailed(at: clock.now) }
            return .ledgerFailed
        }
        for callback in due where !Task.isCancelled && underWay.withLock({ $0.insert(callback.id).inserted }) {
            await slots.take()
            guard !isResting else {
                lookEnded(callback)
                slots.give()
                return .ledgerFailed
            }
            group.addTask {
                await self.lookUp(callback)
                self.lookEnded(callback)
                slots.give()
            }
        }
        return due.count == EventLimits.lookPage ? .more : .done
    }

    /// Makes due what would otherwise wait for as long as the wall clock was set back.
    private func hastenWhatIsLate() async throws(LedgerError) {
        guard let late = lateLooks.withLock({ $0.from(wall: clock.wallNow, now: clock.now) }) else { return }
        while try await ledger.hasCallbacks(dueAfter: late) {
            let write = EventWrite.hasten(dueAfter: late, to: min(late, clock.wallNow), limit: EventLimits.hastenBatch)
            try await ledger.commit(LedgerChange(entries: [], events: [write]))
        }
        lateLooks.withLock { $0.wereTaken() }
    }

    private func lookEnded(_ callback: PendingCallback) {
        underWay.withLock { _ = $0.remove(callback.id) }
    }

    /// What OY! says could not be kept, as far as was seen.
    var isResting: Bool {
        rest.withLock { $0.isResting(at: clock.now) }
    }

    private func lookUp(_ callback: PendingCallback) async {
        let verdict: LookupVerdict
        var impossible: [Message] = []
        switch callback.kind {
        case .virtualAccount: (verdict, impossible) = await judgePayment(callback)
        case .disbursement: verdict = await judgeReport(callback)
        // They are told at once; one that is pending all the same is told, too, rather than lost.
        case .kyc, .pfm:
            verdict = .conclude(
                .told,
                telling: [EventDraft(kind: callback.kind.eventKind, identity: nil, isVerified: false, facts: callback.facts)])
        }
        await carryOut(verdict, callback, beside: noted.withLock { $0.take(impossible) })
    }

    private func judgeReport(_ callback: PendingCallback) async -> LookupVerdict {
        let knowledge = await payouts.knowledge(about: callback.kind.message(of: callback.facts))
        switch knowledge {
        case .unreadable(let cause): observer.notLookedUp(callback.kind, id: callback.id, cause: cause)
        case .beyondReach: observer.notLookedUp(callback.kind, id: callback.id, cause: "it was sent as another partner")
        case .own, .disputed, .ofOtherMoney, .foreign: break
        }
        let (callback, now) = asOfNow(callback)
        return await withoutRepetition(DisbursementVerification.judge(callback, knowledge, at: now), callback)
    }

    /// A report that was told before is told again to nobody; and the trail, which never forgets, need not have all of it again, however often it
    /// comes. What is disputed stays so.
    private func withoutRepetition(_ verdict: LookupVerdict, _ callback: PendingCallback) async -> LookupVerdict {
        guard case .conclude(let conclusion, let drafts) = verdict, !drafts.isEmpty else { return verdict }
        do throws(LedgerError) {
            let identities = drafts.compactMap(\.identity)
            let known = try await ledger.knownIdentities(of: identities)
            guard known.count == drafts.count else { return verdict }
            return .conclude(conclusion == .told ? .repeated : conclusion)
        } catch {
            observer.ledgerFailed(error)
            return .lookAgain(at: LookupSchedule.next(after: callback, at: clock.wallNow))
        }
    }

    /// The callback as the clocks let it be judged now.
    func asOfNow(_ callback: PendingCallback) -> (callback: PendingCallback, now: WallTime) {
        let (now, steadyTime) = time
        return (callback.asOf(now, steadyTime: steadyTime, lookUpFor: settings.lookUpFor), now)
    }

    // MARK: What follows

    /// - Parameter impossible: what was seen in OY!'s books beside it and is no payment.
    private func carryOut(_ verdict: LookupVerdict, _ callback: PendingCallback, beside impossible: [Message]) async {
        let now = clock.wallNow
        var change: LedgerChange
        switch verdict {
        case .lookAgain(let time):
            change = LedgerChange(entries: [], events: [.postpone(callback, until: time)])
        case .tellAndLookAgain(let drafts, let claimed, let time):
            change = LedgerChange(
                entries: entries(callback, claimed > 0 ? .callback(.told) : .found, drafts, at: now),
                events: [.add(drafts, at: now), .postpone(callback, until: time, told: claimed)])
        case .conclude(let conclusion, let drafts):
            // What was told before its last look is written down already.
            let isNews = conclusion != .told || !drafts.isEmpty
            change = LedgerChange(
                entries: isNews ? entries(callback, .callback(conclusion), drafts, at: now) : [],
                events: [.conclude(callback, as: conclusion, telling: drafts, at: now)])
        }
        change.entries += entries(impossible: impossible, at: now)
        do {
            try await ledger.commit(change)
            rest.withLock { $0.committed() }
        } catch {
            // It stays pending, and is looked up again.
            noted.withLock { $0.giveBack(impossible) }
            observer.ledgerFailed(error)
            return rest.withLock { $0.ledgerFailed(at: clock.now) }
        }
        for record in impossible {
            observer.impossible(
                callback.kind, id: callback.id, payment: record.string("transaction_id"), amountRupiah: record.integer("amount"))
        }
        if case .conclude = verdict { accounts.forget(callback) }
        switch verdict {
        case .lookAgain, .conclude(.told, []): break
        case .tellAndLookAgain(let drafts, claimed: 0, _): observer.found(callback.kind, id: callback.id, events: drafts.count)
        case .tellAndLookAgain: observer.concluded(callback.kind, as: .told, id: callback.id, payout: Self.payout(of: callback))
        case .conclude(let conclusion, _): observer.concluded(callback.kind, as: conclusion, id: callback.id, payout: Self.payout(of: callback))
        }
    }

    private static func payout(of callback: PendingCallback) -> String? {
        callback.kind.message(of: callback.facts).partnerTrxID
    }
}
