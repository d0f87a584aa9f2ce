import Synchronization

/// Finishing what was begun: rule 5.
extension PayoutDesk {
    /// Gives every payout that is not final its turn when it is due, for ever.
    func resolve() async {
        await withDiscardingTaskGroup { group in
            for kind in PayoutTurn.allCases { group.addTask { await self.resolve(kind) } }
        }
    }

    /// The turns of one kind, a bounded number at once.
    private func resolve(_ kind: PayoutTurn) async {
        let slots = Slots(PayoutLimits.turnsAtOnce)
        await withDiscardingTaskGroup { group in
            var before = WallTime.farthest
            while !Task.isCancelled {
                let now = clock.wallNow
                watchTheClock()
                if let late = lateFrom(now, before: before) {
                    await takeTurns(kind, after: DuePosition(nextActionAt: late, partnerTrxID: ""), by: .farthest, slots, &group)
                }
                before = now
                await takeTurns(kind, after: nil, by: now, slots, &group)
                try? await clock.sleep(until: clock.now.advanced(by: PayoutLimits.resolverPause))
            }
        }
    }

    /// From when on turns may be late, as the clock was set back since they were written down. Such payouts have theirs as soon as
    /// that is seen: they must not wait for a time that may be years away, and that a turn comes early does no harm.
    ///
    /// - Parameter before: when it was looked last; `.farthest` at the start.
    /// - Returns: nil where the clock was not set back by more than it is corrected by all the time.
    private func lateFrom(_ now: WallTime, before: WallTime) -> WallTime? {
        // Since when it was set back, if at all, nobody knows at the start.
        if before == .farthest { return farthest(from: now) }
        return now.advanced(by: PayoutLimits.clockCorrection) < before ? now : nil
    }

    /// No turn is ever later than this, unless the clock was set back since it was written down.
    private func farthest(from now: WallTime) -> WallTime {
        // Waiting for approval may take longer; a turn before its end does nothing.
        let pauses = [PayoutLimits.longestPoll, PayoutLimits.longestRetryAfter, settings.firstPoll, settings.sendFor]
        return now.advanced(by: pauses.max().map { $0 * 2 } ?? .zero)
    }

    /// Takes the turns of all payouts that are due in a span of time.
    private func takeTurns(
        _ kind: PayoutTurn, after first: DuePosition?, by time: WallTime, _ slots: Slots, _ group: inout DiscardingTaskGroup
    ) async {
        var last = first
        while !Task.isCancelled, !isResting, let page = await due(kind, by: time, after: last), let end = page.last {
            for payout in page where !Task.isCancelled {
                await slots.take()
                guard !isResting else {
                    slots.give()
                    return
                }
                switch begin(payout) {
                case .flight(let flight, let isAdmitted):
                    group.addTask {
                        await self.takeTurn(flight, isAdmitted: isAdmitted)
                        slots.give()
                    }
                case .nothingToDo:
                    slots.give()
                case .circuitOpen:
                    slots.give()
                    // No other can be asked about, either. Those that are to be sent may have to be given up.
                    if kind == .asking { return }
                }
            }
            guard page.count == PayoutLimits.duePage, let due = end.nextActionAt else { return }
            last = DuePosition(nextActionAt: due, partnerTrxID: end.partnerTrxID)
        }
    }

    /// The ledger can't be written, as far as was seen.
    private var isResting: Bool {
        rest.withLock { $0.isResting(at: clock.now) }
    }

    private func due(_ kind: PayoutTurn, by time: WallTime, after last: DuePosition?) async -> [Payout]? {
        do throws(LedgerError) {
            return try await ledger.openPayouts(for: kind, dueBy: time, after: last, limit: PayoutLimits.duePage)
        } catch {
            observer.ledgerFailed(error)
            return nil
        }
    }

    private enum TurnBegin {
        case flight(PayoutFlight, isAdmitted: Bool)
        /// Not now, or somebody else is at it.
        case nothingToDo
        /// It would call OY!, which is left alone for now.
        case circuitOpen
    }

    /// Begins a payout's turn. The row may have grown old since it was read: `takeTurn` looks.
    private func begin(_ payout: Payout) -> sending TurnBegin {
        let now = clock.wallNow
        guard book.withLock({ $0.takeOff(payout.partnerTrxID) }) else { return .nothingToDo }
        let flight = resting(payout)
        let needsOY = flight.needsOY(at: now)
        let isAdmitted = needsOY && gate.admit()
        flight.turnCame(at: now, clear: isAdmitted)
        guard flight.step(at: now) == .rest else { return .flight(flight, isAdmitted: isAdmitted) }
        skipTurn(of: payout.partnerTrxID, isAdmitted: isAdmitted)
        return needsOY && !isAdmitted ? .circuitOpen : .nothingToDo
    }

    /// OY! says that there is news of the payout: its turn is now, unless something happens to it already, or OY! can't be asked.
    func askNow(about payout: Payout) {
        guard payout.state.movesByOYsWord, canAsk(about: payout), case .flight(let flight, let isAdmitted) = begin(payout) else { return }
        work.begin {
            await self.takeTurn(flight, isAdmitted: isAdmitted)
        } orElse: {
            self.skipTurn(of: payout.partnerTrxID, isAdmitted: isAdmitted)
        }
    }

    /// Flies, unless the payout has changed since its row was read: its turn comes again then. What is to be written down or sent, the ledger
    /// would refuse; but a question would be asked in vain, and what came of it stand in no entry of the audit.
    private func takeTurn(_ flight: PayoutFlight, isAdmitted: Bool) async {
        if case .ask = flight.step(at: clock.wallNow) {
            let present = try? await read(flight.partnerTrxID)
            guard present?.version == flight.payout.version else {
                return skipTurn(of: flight.partnerTrxID, isAdmitted: isAdmitted)
            }
        }
        await fly(flight, isAdmitted: isAdmitted)
    }

    /// A payout's turn does not take place: it comes again, and whoever waits for the payout waits on.
    func skipTurn(of id: String, isAdmitted: Bool) {
        if isAdmitted { gate.report(nil) }
        if let decision = book.withLock({ $0.landed(id) }) { hand(decision) }
    }

    /// Counts what is open, now and then.
    func measure() async {
        while !Task.isCancelled {
            do throws(LedgerError) {
                observer.measured(try await ledger.openSummary())
            } catch {
                observer.ledgerFailed(error)
            }
            try? await clock.sleep(until: clock.now.advanced(by: PayoutLimits.measurePause))
        }
    }
}

extension WallTime {
    /// Later than everything.
    fileprivate static let farthest = WallTime(milliseconds: .max)
}
