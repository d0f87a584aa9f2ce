import Contract

/// Looking up what callbacks say. What was not finished before a restart is due after it.
extension CallbackDesk {
    /// How a round of look-ups ended.
    enum LookRound {
        /// Nothing more is due, or there may be more.
        case done, more
        /// The ledger could not be read or written.
        case ledgerFailed
    }

    /// Looks up what is due, a few at a time, until the ledger fails: what OY! says then could not be kept.
    func lookUpDue() async -> LookRound {
        let due: [PendingCallback]
        do {
            due = try await ledger.pendingCallbacks(dueBy: clock.wallNow, limit: EventLimits.lookPage)
        } catch {
            observer.ledgerFailed(error)
            return .ledgerFailed
        }
        let isWritten = await withTaskGroup(of: Bool.self) { group in
            for (number, callback) in due.enumerated() where !Task.isCancelled {
                if number >= EventLimits.looksAtOnce, await group.next() == false { return false }
                group.addTask { await self.lookUp(callback) }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        guard isWritten else { return .ledgerFailed }
        return due.count == EventLimits.lookPage ? .more : .done
    }

    /// How long nothing is looked up after so many rounds in which the ledger failed.
    static func outagePause(after rounds: Int) -> Duration {
        var pause = EventLimits.firstOutagePause
        for _ in 1..<max(1, min(rounds, 16)) where pause < EventLimits.longestOutagePause { pause = pause * 2 }
        return min(pause, EventLimits.longestOutagePause)
    }

    /// False where what came of it could not be written.
    private func lookUp(_ callback: PendingCallback) async -> Bool {
        let verdict: LookVerdict
        switch callback.kind {
        case .virtualAccount: verdict = await judgePayment(callback)
        case .disbursement: verdict = await judgeReport(callback)
        // They are told at once; one that is pending all the same is told, too, rather than lost.
        case .kyc, .pfm:
            verdict = .conclude(
                .told,
                telling: [EventDraft(kind: callback.kind.eventKind, identity: nil, isVerified: false, facts: callback.facts)])
        }
        return await carryOut(verdict, callback)
    }

    private func judgePayment(_ callback: PendingCallback) async -> LookVerdict {
        let message = callback.kind.message(of: callback.facts)
        let books = await accounts.accounts(numbered: message.string("va_number"), isFirst: callback.looks == 0)
        var told: Set<String> = []
        switch books {
        case .accounts(let accounts):
            do {
                told = try await ledger.knownIdentities(of: accounts.flatMap(\.payments).map(PaymentBelief.identity))
            } catch {
                observer.ledgerFailed(error)
                return .lookAgain(at: LookSchedule.next(after: callback, at: clock.wallNow))
            }
        case .unreadable(let cause): observer.notLookedUp(callback.kind, id: callback.id, cause: cause)
        }
        return PaymentBelief.judge(callback, books, told: told, at: clock.wallNow)
    }

    private func judgeReport(_ callback: PendingCallback) async -> LookVerdict {
        let message = callback.kind.message(of: callback.facts)
        let knowledge = await payouts.knowledge(of: message.string("partner_trx_id"), claimed: DisbursementBelief.verdict(of: message))
        if case .unreadable(let cause) = knowledge {
            observer.notLookedUp(callback.kind, id: callback.id, cause: cause)
        }
        return DisbursementBelief.judge(callback, knowledge, at: clock.wallNow)
    }

    // MARK: What follows

    private func carryOut(_ verdict: LookVerdict, _ callback: PendingCallback) async -> Bool {
        let now = clock.wallNow
        let change: LedgerChange
        switch verdict {
        case .lookAgain(let time):
            change = LedgerChange(entries: [], events: [.postpone(callback, until: time)])
        case .tellAndLookAgain(let drafts, let time):
            change = LedgerChange(
                entries: [entry(callback, .told, at: now)], events: [.add(drafts, at: now), .postpone(callback, until: time)])
        case .conclude(let conclusion, let drafts):
            change = LedgerChange(
                entries: [entry(callback, conclusion, at: now)],
                events: [.conclude(callback, as: conclusion, telling: drafts, at: now)])
        }
        do {
            try await ledger.commit(change)
        } catch {
            // It stays pending, and is looked up again.
            observer.ledgerFailed(error)
            return false
        }
        if case .conclude(let conclusion, _) = verdict {
            observer.concluded(callback.kind, as: conclusion, id: callback.id)
        }
        return true
    }

    private func entry(
        _ callback: PendingCallback, _ conclusion: CallbackConclusion, at now: WallTime
    ) -> AuditEntry {
        let message = callback.kind.message(of: callback.facts)
        var entry = AuditEntry(time: now, kind: .callback, method: "callbacks/\(callback.kind.rawValue)")
        entry.request = audit.redacted(message)
        entry.payout = Self.payout(in: message)
        entry.attempts = callback.looks + 1
        switch conclusion {
        case .told: entry.outcome = AuditOutcome(code: "verified")
        case .repeated: entry.outcome = AuditOutcome(code: "repeated")
        case .contradicted: entry.outcome = AuditOutcome(code: "contradicted")
        case .disputed: entry.outcome = AuditOutcome(code: "disputed")
        case .unconfirmed: entry.outcome = AuditOutcome(code: "unconfirmed")
        }
        return entry
    }
}
