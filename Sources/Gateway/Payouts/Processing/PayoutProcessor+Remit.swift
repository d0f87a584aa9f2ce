import Contract
import Synchronization

/// Asking for a payout: rules 4, 6 and 7.
extension PayoutProcessor {
    /// Brings `intent` to OY!, once, however often and from however many calls it is asked for.
    ///
    /// - Parameters:
    ///   - intent: checked and allowed already, but for the day's limit.
    ///   - caller: for the audit trail.
    ///   - request: the caller's request, for the audit trail.
    ///   - dayLimit: what the payout must fit into; looked at in the transaction that records it.
    ///   - needsApproval: another person has to agree first.
    ///   - deadline: the caller's. The answer comes before it (rule 6).
    /// - Returns: the payout as it is on disk: as soon as OY! has it or it is final; else its state shortly before the
    ///   deadline. A name that was asked for before gives the recorded state at once.
    /// - Throws: `.idReused`, `.dayLimitReached`, `.notSending`, `.ledgerUnavailable`, `.ledgerOverloaded`, `.stillRecording`, `.overloaded` or
    ///   `.shuttingDown`. After the last six the same may be asked for again, under the same name only.
    func remit(
        _ intent: PayoutIntent, caller: AuditCaller?, request: RedactedMessage? = nil, dayLimit: DayLimit? = nil,
        needsApproval: Bool = false, deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout {
        if !settings.sends {
            guard let payout = try await known(intent, deadline: deadline) else { throw .notSending }
            return payout
        }
        let news = Once<Waiter.News>()
        switch flights.withLock({ $0.remitRequested(intent, news: news) }) {
        case .overloaded: throw .overloaded
        case .lookUp: return try await present(intent)
        case .share(let waiter): return try await hear(news, of: intent, waiter: waiter, deadline: deadline)
        case .fly(let waiter):
            begin(intent, caller: caller, request: request, dayLimit: dayLimit, needsApproval: needsApproval)
            return try await hear(news, of: intent, waiter: waiter, deadline: deadline)
        }
    }

    /// The payout that `intent` asks for, if it was asked for before; nil where it would be a new one. Never begins any:
    /// for what its caller may no longer ask for.
    ///
    /// - Returns: what `remit` would.
    /// - Throws: what `remit` would.
    func known(
        _ intent: PayoutIntent, deadline: MonotonicInstant
    ) async throws(PayoutRefusal) -> Payout? {
        let news = Once<Waiter.News>()
        switch flights.withLock({ $0.joins(intent, news: news) }) {
        case .waits(let waiter): return try await hear(news, of: intent, waiter: waiter, deadline: deadline)
        case .noRoom: return try await present(intent)
        case .noFlight: break
        }
        guard let payout = try await read(intent.partnerTrxID) else { return nil }
        guard intent.repeats(payout) else { throw .idReused }
        return payout
    }

    private func begin(
        _ intent: PayoutIntent, caller: AuditCaller?, request: RedactedMessage?, dayLimit: DayLimit?, needsApproval: Bool
    ) {
        // At midnight it belongs to the day that it is held against, else the next day's sum would grow unseen.
        let now = dayLimit?.nearest(to: clock.wallNow) ?? clock.wallNow
        let flight = PayoutFlight(
            PayoutMachine(intent, requestedBy: caller?.uid, at: now, settings: settings, partner: upstream.partner), caller: caller,
            request: request, dayLimit: dayLimit)
        let permit = needsApproval ? nil : gate.admit()
        if needsApproval {
            flight.requestedForApproval(at: now)
        } else {
            flight.requested(at: now, clear: permit != nil)
        }
        work.begin {
            await self.fly(flight, permit)
        } orElse: {
            self.ground(intent.partnerTrxID)
        }
    }

    /// A flight that a caller began does not take place, as the gateway stops. Nothing is recorded, so nothing is lost.
    private func ground(_ id: String) {
        let waiters = flights.withLock { $0.gaveUp(id) }
        skipTurn(of: id)
        for waiter in waiters { waiter.news.come(.refused(.shuttingDown)) }
    }

    /// What the ledger has under the intent's name, if it is the same payout.
    func present(_ intent: PayoutIntent) async throws(PayoutRefusal) -> Payout {
        guard let payout = try await read(intent.partnerTrxID) else { throw .stillRecording }
        guard intent.repeats(payout) else { throw .idReused }
        return payout
    }

    /// The payout of that name, from the ledger.
    func read(_ id: String) async throws(PayoutRefusal) -> Payout? {
        do throws(LedgerError) {
            return try await ledger.payout(named: id)
        } catch {
            observer.ledgerFailed(error)
            throw .ledgerUnavailable
        }
    }
}
