import Synchronization

/// Performing a flight's steps: rules 1 and 7. The order is the flight's; here is only the I/O.
extension PayoutProcessor {
    /// Flies to the end, then carries out what waited for that.
    ///
    /// - Parameter permit: for its first attempt at OY!, where it makes one.
    func fly(_ flight: PayoutFlight, _ permit: AttemptPermit?) async {
        await perform(flight, permit)
        await carryOutWaiting(for: flight.partnerTrxID)
    }

    /// Performs the steps until the flight rests.
    ///
    /// - Parameters:
    ///   - permit: for its first attempt at OY!, where it makes one.
    ///   - decided: a person who waits for the first of them to be on disk.
    func perform(_ flight: PayoutFlight, _ permit: AttemptPermit?, decided: Once<Waiter.News>? = nil) async {
        var permit = permit
        let id = flight.partnerTrxID
        flying: while true {
            switch flight.step(at: clock.wallNow) {
            case .commit(let change):
                let before = flight.onDisk
                do throws(LedgerError) {
                    try await ledger.commit(change)
                    flight.committed()
                    rest.withLock { $0.committed() }
                    if let payout = flight.onDisk {
                        decided?.come(.payout(payout))
                        publish(payout)
                        if payout.finalAt != before?.finalAt { observer.ended(payout) }
                    }
                    for alarm in flight.takenAlarms() { observer.alarmed(alarm, partnerTrxID: id) }
                } catch {
                    if case .unavailable = error { rest.withLock { $0.ledgerFailed(at: clock.now) } }
                    if flight.onDisk == nil { await explain(error, to: flight.payout) }
                    switch error {
                    case .payoutExists, .overloaded: break
                    default: observer.ledgerFailed(error)
                    }
                    decided?.come(.refused(.ledgerUnavailable))
                    flight.commitFailed()
                }
            case .send(let latest):
                // A clock that is behind now and right again before the next look would go unnoticed otherwise.
                watchTheClock()
                let begunAt = clock.now
                let outcome = await send(flight, by: latest)
                permit?.ended(outcome)
                settling.withLock { $0.sendingEnded(begunAt: begunAt, wall: clock.wallNow, now: clock.now) }
                flight.sendEnded(
                    reading(outcome, to: .remit, about: flight.payout), at: clock.wallNow, isHeardToBeAlive: isHeardToBeAlive(id),
                    jitter: jitter())
            case .ask:
                let isSettled = timeToSettle() == .zero
                let outcome = await upstream.attempt(
                    wire.remitStatus(of: id), as: flight.partner,
                    deadline: clock.now.advanced(by: settings.attemptTimeout))
                permit?.ended(outcome)
                let reading = reading(outcome, to: .remitStatus, about: flight.payout)
                let isReported = reading.saysNotFound ? await isReported(id) : false
                let grounds = ResendGrounds(
                    isSettled: isSettled, isHeardToBeAlive: isHeardToBeAlive(id), isReported: isReported,
                    sends: settings.sends, isStopping: !work.isOpen)
                permit = grounds.allowAttempt(after: reading) ? gate.admit() : nil
                flight.askEnded(reading, at: clock.wallNow, clear: permit != nil, jitter: jitter())
            case .rest:
                break flying
            }
        }
        permit?.giveBack()
    }

    /// Not where somebody heard, while the attempt's beginning went to disk, that OY! has it (rule 3).
    private func send(_ flight: PayoutFlight, by latest: WallTime) async -> AttemptOutcome {
        let id = flight.partnerTrxID
        guard !isHeardToBeAlive(id) else { return .surelyUnsent(AttemptFailure(.overtaken, detail: "OY! was heard to have it")) }
        return await upstream.attempt(wire.remit(flight.body, of: id), as: flight.partner, deadline: instant(of: latest))
    }

    /// Somebody heard that OY! has it, and that waits to be written down.
    func isHeardToBeAlive(_ id: String) -> Bool {
        flights.withLock { $0.awaitsWhatWasHeard(of: id) }
    }

    /// A report on it waits to be looked up. Where that can't be read, there may be one.
    func isReported(_ id: String) async -> Bool {
        do throws(LedgerError) {
            return try await ledger.isReported(id)
        } catch {
            observer.ledgerFailed(error)
            return true
        }
    }

    private func reading(
        _ outcome: AttemptOutcome, to question: PayoutQuestion, about payout: Payout
    ) -> AttemptReading {
        AttemptReading(outcome, to: question, about: payout, read: wire.read)
    }

    /// The same moment on the monotonic clock, an attempt's time away at most, in case the wall clock was set back meanwhile.
    private func instant(of time: WallTime) -> MonotonicInstant {
        clock.now.advanced(by: min(clock.wallNow.duration(to: time), settings.attemptTimeout))
    }

    /// A new payout could not be recorded: nothing was sent, and those who asked for it hear why.
    private func explain(_ error: LedgerError, to asked: Payout) async {
        let news: Waiter.News
        switch error {
        case .payoutExists: news = await recorded(asked)
        case .dayLimitReached(let sums): news = .refused(.dayLimitReached(sums))
        case .overloaded: news = .refused(.ledgerOverloaded)
        case .payoutChanged, .unavailable, .abandoned: news = .refused(.ledgerUnavailable)
        }
        for waiter in flights.withLock({ $0.gaveUp(asked.partnerTrxID) }) { waiter.news.come(news) }
    }

    /// Rule 4: the recorded result under that name, if it is the same payout.
    private func recorded(_ asked: Payout) async -> Waiter.News {
        let intent = PayoutIntent(
            partnerTrxID: asked.partnerTrxID, caller: asked.caller, body: asked.body, amountRupiah: asked.amountRupiah,
            recipientBank: asked.recipientBank)
        do throws(PayoutRefusal) {
            return .payout(try await present(intent))
        } catch {
            return .refused(error)
        }
    }
}
