import Synchronization

/// Waiting for news, never past a deadline: rule 6.
extension PayoutProcessor {
    /// The payout once it is final, or as it is shortly before the deadline (`WaitPayout`).
    ///
    /// - Parameters:
    ///   - caller: who waits.
    ///   - owner: only this caller's payouts; nil for anybody's.
    /// - Throws: `.notFound`, `.ledgerUnavailable` or `.tooManyWaits`.
    func wait(
        for id: String, caller: String, owner: String?, deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        let before = try await payout(named: id, owner: owner)
        if before.state.isFinal { return before }
        let news = Once<Waiter.News>()
        guard let waiter = flights.withLock({ $0.waits(for: id, of: caller, news: news) }) else { throw .tooManyWaits }
        // It may have changed while nobody waited.
        do throws(PayoutRefusal) {
            let now = try await payout(named: id, owner: owner)
            if now.state.isFinal { news.come(.payout(now)) }
            let heard = await hear(news, by: deadline)
            let latest = leave(id, waiter)
            if case .payout(let payout) = heard { return payout }
            if let latest { return latest }
            // Where the table does not know, its flight may have ended just now: the ledger does.
            return try await payout(named: id, owner: owner)
        } catch {
            _ = leave(id, waiter)
            throw error
        }
    }

    /// The payout as the ledger has it (`GetPayout`).
    ///
    /// - Parameter owner: only this caller's payouts; nil for anybody's. Another's is `.notFound`.
    func payout(named id: String, owner: String?) async throws(PayoutRefusal) -> Payout {
        guard let payout = try await read(id), owner == nil || payout.caller == owner else { throw .notFound }
        return payout
    }

    /// What came of a call of `Remit`, or what is on disk shortly before its deadline.
    func hear(
        _ news: Once<Waiter.News>, of intent: PayoutIntent, waiter: UInt64, deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        switch await hear(news, by: deadline) {
        case .payout(let payout): return payout
        case .refused(let refusal): throw refusal
        case .timeIsUp:
            // Rule 6: whatever is on disk. Where the table does not know, its flight may have ended just now: the ledger does.
            // Without anything there, nothing true can be said of the payout.
            if let latest = leave(intent.partnerTrxID, waiter) { return latest }
            return try await present(intent)
        }
    }

    /// Waits until there is news, the deadline is about to come, or the caller has gone.
    func hear(_ news: Once<Waiter.News>, by deadline: MonotonicInstant) async -> Waiter.News {
        let timer = timers.timer(at: DeadlineMargin.payout.lastMoment(before: deadline, at: clock.now)) { news.come(.timeIsUp) }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await news.value()
        } onCancel: {
            news.come(.timeIsUp)
        }
    }

    /// Waits no more; gives the payout as it is on disk, as far as its flights have shown.
    private func leave(_ id: String, _ waiter: UInt64) -> Payout? {
        flights.withLock { $0.left(id, number: waiter) }
    }

    /// The payout is on disk like this: tells those who waited for it.
    func publish(_ payout: Payout) {
        for waiter in flights.withLock({ $0.published(payout) }) { waiter.news.come(.payout(payout)) }
    }
}
