import Synchronization

/// Finishing what was begun: rule 5.
extension PayoutProcessor {
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
            var late = OverdueTurns(longestPause: settings.longestPause, wall: clock.wallNow, now: clock.now)
            // How many losses there were when all that may be ahead had its turn; nil: it had none since the start.
            var lossesSeen: Int?
            while !Task.isCancelled {
                let now = clock.wallNow
                let firstLate = late.from(wall: now, now: clock.now)
                watchTheClock()
                if let firstLate {
                    let position = DuePosition(nextActionAt: firstLate, partnerTrxID: "")
                    if await takeTurns(kind, after: position, by: .farthest, slots, &group) { late.wereTaken() }
                }
                // A turn that was taken and could not be written down stands on disk as it did: as far away, where the clock was set back.
                let losses = rest.withLock { $0.losses }
                if losses != lossesSeen {
                    // What was written down later than now is by a clock that was set back since: at the start by too little for
                    // `OverdueTurns` to tell.
                    let ahead = now.advanced(by: Limits.clockCorrection)
                    let position = DuePosition(nextActionAt: now, partnerTrxID: "")
                    if await takeTurns(kind, after: position, by: .farthest, slots, &group, where: { $0.updatedAt > ahead }) { lossesSeen = losses }
                }
                _ = await takeTurns(kind, after: nil, by: now, slots, &group)
                try? await clock.sleep(until: clock.now.advanced(by: PayoutLimits.resolverPause))
            }
        }
    }

    /// Takes the turns of all payouts that are due in a span of time.
    ///
    /// - Parameter isMeant: whether it is this one's turn, too.
    /// - Returns: whether each had its turn. Otherwise the ledger fails, or OY! is left alone for now.
    private func takeTurns(
        _ kind: PayoutTurn, after first: DuePosition?, by time: WallTime, _ slots: Slots, _ group: inout DiscardingTaskGroup,
        where isMeant: (Payout) -> Bool = { _ in true }
    ) async -> Bool {
        var last = first
        var isWhole = true
        while !Task.isCancelled, !isResting, let page = await due(kind, by: time, after: last) {
            for payout in page where !Task.isCancelled && isMeant(payout) {
                await slots.take()
                guard !isResting else {
                    slots.give()
                    return false
                }
                switch begin(payout) {
                case .flight(let flight, let permit):
                    group.addTask {
                        await self.takeTurn(flight, permit)
                        slots.give()
                    }
                case .nothingToDo:
                    slots.give()
                case .circuitOpen:
                    slots.give()
                    // No other can be asked about, either. Those that are to be sent may have to be given up.
                    if kind == .asking { return false }
                    isWhole = false
                }
            }
            guard page.count == PayoutLimits.duePage, let end = page.last, let due = end.nextActionAt else { return isWhole }
            last = DuePosition(nextActionAt: due, partnerTrxID: end.partnerTrxID)
        }
        return false
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
        case flight(PayoutFlight, AttemptPermit?)
        /// Not now, or somebody else is at it.
        case nothingToDo
        /// It would call OY!, which is left alone for now.
        case circuitOpen
    }

    /// Begins a payout's turn. The row may have grown old since it was read: `takeTurn` looks.
    private func begin(_ payout: Payout) -> sending TurnBegin {
        let now = clock.wallNow
        // Nor is one given up that is yet to be sent, or approved: it may have been paid since this ledger was copied.
        guard settings.sends || payout.state.movesByOYsWord else { return .nothingToDo }
        guard flights.withLock({ $0.takeOff(payout.partnerTrxID) }) else { return .nothingToDo }
        let flight = resting(payout)
        let needsOY = flight.needsOY(at: now)
        let permit = needsOY ? gate.admit() : nil
        flight.turnCame(at: now, clear: permit != nil)
        guard flight.step(at: now) == .rest else { return .flight(flight, permit) }
        skipTurn(of: payout.partnerTrxID)
        return needsOY && permit == nil ? .circuitOpen : .nothingToDo
    }

    /// OY! says that there is news of the payout: its turn is now, unless something happens to it already, or OY! can't be asked.
    func askNow(about payout: Payout) {
        guard payout.state.movesByOYsWord, canAsk(about: payout), case .flight(let flight, let permit) = begin(payout) else { return }
        work.begin {
            await self.takeTurn(flight, permit)
        } orElse: {
            self.skipTurn(of: payout.partnerTrxID)
        }
    }

    /// Flies, unless the payout has changed since its row was read: its turn comes again then. What is to be written down or sent, the ledger
    /// would refuse; but a question would be asked in vain, and what came of it stand in no entry of the audit.
    private func takeTurn(_ flight: PayoutFlight, _ permit: AttemptPermit?) async {
        guard await mayFly(flight) else {
            permit?.giveBack()
            return skipTurn(of: flight.partnerTrxID)
        }
        await fly(flight, permit)
    }

    private func mayFly(_ flight: PayoutFlight) async -> Bool {
        if case .ask = flight.step(at: clock.wallNow) {
            let present = try? await read(flight.partnerTrxID)
            if present == nil { rest.withLock { $0.ledgerFailed(at: clock.now) } }
            return present?.version == flight.payout.version
        }
        guard await mustRest(flight) else { return true }
        rest.withLock { $0.turnPassedOver() }
        return false
    }

    /// OY! has reported on it, although nothing of it can have arrived there as far as is known: until that is looked up, it is neither sent
    /// nor given up (rule 3).
    private func mustRest(_ flight: PayoutFlight) async -> Bool {
        guard flight.onDisk?.state == .recorded else { return false }
        return await isReported(flight.partnerTrxID)
    }

    /// A payout's turn does not take place: it comes again, and whoever waits for the payout waits on.
    func skipTurn(of id: String) {
        if let intervention = flights.withLock({ $0.landed(id) }) { hand(intervention) }
    }
}

extension PayoutSettings {
    /// No turn is farther away when it is written down. Waiting for approval may take longer; a turn before its end does nothing.
    var longestPause: Duration {
        max(PayoutLimits.longestPoll, PayoutLimits.longestRetryAfter, firstPoll, sendFor)
    }
}
