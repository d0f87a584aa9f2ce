/// Which payouts are being worked on or waited for, in memory: one flight per name (rule 4). Nothing stays in it that
/// is neither.
///
/// An entry is an object because it is looked up about ten times for each payout. It never leaves the table, and the table is never copied.
struct FlightTable {
    private final class Entry {
        /// What callers ask for with `Remit`, as long as they share a flight or its end; nil where only the resolver or
        /// a person works on it.
        var intent: PayoutIntent?
        /// As it is on disk, as far as this process has seen.
        var latest: Payout?
        /// One thing at a time happens to a payout.
        var isFlying = false
        /// The flight is the one that a call of `Remit` began.
        var isCallersFlight = false
        /// Whose calls of `Remit` fly or wait here: the caller has a place for that.
        var place: String?
        /// What came meanwhile; its turn comes after the flight.
        var interventions: [Intervention] = []
        var waiters: [Waiter] = []

        /// How many wait for their turn. What was heard takes no place from decisions, and they take none from it: that one waits for its turn
        /// is what keeps the payout from being sent again.
        func waiting(like other: Intervention) -> Int {
            interventions.count { $0.isOfWhatWasHeard == other.isOfWhatWasHeard }
        }

        /// The result that `Remit` waits for is known and was told already, although the flight has not landed: a caller that joined now would
        /// never hear of it.
        var isAnswered: Bool {
            latest.map(Waiter.Wish.taken.isFulfilled) ?? false
        }
    }

    /// What to do with a call of `Remit`.
    enum RemitEntry: Equatable {
        /// Begin a flight: it finds out whether the name is new.
        case fly(waiter: UInt64)
        /// A flight for the same is under way, or others wait for what comes of it: share that.
        case share(waiter: UInt64)
        /// The payout is being worked on for other reasons, or too many wait for it: the ledger has its present state.
        case lookUp
        /// Too much is under way.
        case overloaded
    }

    /// What becomes of a call that asks again for what may be under way.
    enum Joining {
        case waits(UInt64)
        /// It is under way, and too many wait for it: perhaps nothing is on disk yet.
        case noRoom
        case noFlight
    }

    private var entries: [String: Entry] = [:]
    private var lastNumber: UInt64 = 0
    /// Payouts that calls of `Remit` fly, or wait for.
    private var places = FairShare(places: PayoutLimits.flights, each: PayoutLimits.flightsOfCaller)
    /// Calls of `Remit` that wait.
    private var remits = FairShare(places: PayoutLimits.remits, each: PayoutLimits.remitsOfCaller)
    /// Those among all waiters who wait for an end.
    private var waitsForEnd = FairShare(places: PayoutLimits.waits, each: PayoutLimits.waitsOfCaller)

    /// Whether nothing is worked on or waited for.
    var isEmpty: Bool { entries.isEmpty }

    /// A caller asks, and waits in `news`.
    mutating func remitRequested(_ intent: PayoutIntent, news: Once<Waiter.News>) -> RemitEntry {
        let present = entries[intent.partnerTrxID]
        if let present, let known = present.intent {
            // Whose name it is the ledger says, not who asks first: that may be another caller, with a wrong id. The
            // payout's own caller must not hear that the name is taken: that invites paying under another one.
            guard known == intent, !present.isAnswered, remits.hasRoom(for: intent.caller) else { return .lookUp }
            return .share(waiter: add(.taken, of: intent.caller, news, to: present))
        }
        if present?.isFlying == true { return .lookUp }
        let hasPlace = present?.place != nil || places.hasRoom(for: intent.caller)
        guard hasPlace, present != nil || entries.count < PayoutLimits.flights else { return .overloaded }
        let entry = present ?? begin(intent.partnerTrxID)
        // Others may wait for another caller's payout of that name: this caller must not hear of it.
        if let latest = entry.latest, !intent.repeats(latest) { entry.latest = nil }
        entry.intent = intent
        entry.isFlying = true
        entry.isCallersFlight = true
        if entry.place == nil {
            entry.place = intent.caller
            places.take(intent.caller)
        }
        return .fly(waiter: add(.taken, of: intent.caller, news, to: entry))
    }

    /// A caller asks again, and waits in `news`, where a flight for the same is under way.
    mutating func joins(_ intent: PayoutIntent, news: Once<Waiter.News>) -> Joining {
        guard let entry = entries[intent.partnerTrxID], entry.intent == intent, !entry.isAnswered else { return .noFlight }
        guard remits.hasRoom(for: intent.caller) else { return .noRoom }
        return .waits(add(.taken, of: intent.caller, news, to: entry))
    }

    /// A caller waits for the payout's end, whoever works on it. Whether it may see it has been asked before.
    ///
    /// - Returns: nil where too many wait: waiting takes no place from paying.
    mutating func waits(for id: String, of caller: String, news: Once<Waiter.News>) -> UInt64? {
        let present = entries[id]
        guard waitsForEnd.hasRoom(for: caller), present != nil || entries.count < PayoutLimits.flights else { return nil }
        return add(.final, of: caller, news, to: present ?? begin(id))
    }

    private mutating func begin(_ id: String) -> Entry {
        let entry = Entry()
        entries[id] = entry
        return entry
    }

    private mutating func add(_ wish: Waiter.Wish, of caller: String, _ news: Once<Waiter.News>, to entry: Entry) -> UInt64 {
        lastNumber += 1
        switch wish {
        case .taken: remits.take(caller)
        case .final: waitsForEnd.take(caller)
        }
        entry.waiters.append(Waiter(number: lastNumber, caller: caller, wish: wish, news: news))
        return lastNumber
    }

    /// These wait no more.
    private mutating func ended(_ waiters: [Waiter]) {
        for waiter in waiters {
            switch waiter.wish {
            case .taken: remits.giveBack(waiter.caller)
            case .final: waitsForEnd.giveBack(waiter.caller)
            }
        }
    }

    /// That one waits no more.
    ///
    /// - Returns: the payout as it is on disk, as far as this process has seen.
    mutating func left(_ id: String, number: UInt64) -> Payout? {
        guard let entry = entries[id] else { return nil }
        if let index = entry.waiters.firstIndex(where: { $0.number == number }) { ended([entry.waiters.remove(at: index)]) }
        tidy(id, entry)
        return entry.latest
    }

    /// Takes the payout for a flight; false where one is under way.
    mutating func takeOff(_ id: String) -> Bool {
        let entry = entries[id] ?? begin(id)
        if entry.isFlying { return false }
        entry.isFlying = true
        return true
    }

    /// The flight is over.
    ///
    /// - Returns: the intervention whose turn it is now; the payout stays taken for it.
    mutating func landed(_ id: String) -> Intervention? {
        guard let entry = entries[id] else { return nil }
        entry.isCallersFlight = false
        entry.isFlying = !entry.interventions.isEmpty
        tidy(id, entry)
        return entry.isFlying ? entry.interventions.removeFirst() : nil
    }

    /// Whether it waits for its turn that OY! was heard to have the payout.
    func awaitsWhatWasHeard(of id: String) -> Bool {
        entries[id]?.interventions.contains(where: \.isOfWhatWasHeard) ?? false
    }

    /// What becomes of an intervention that comes.
    enum Queued: Equatable {
        /// Its turn is now; the payout is taken for it.
        case now
        /// Its turn comes with `landed`.
        case waits
        /// Too much waits for that already.
        case noRoom
    }

    /// Something interrupts the payout's course.
    mutating func enqueue(_ intervention: Intervention) -> Queued {
        let id = intervention.partnerTrxID
        let present = entries[id]
        let hasRoom =
            present.map { $0.waiting(like: intervention) < PayoutLimits.interventionsWaiting }
            ?? (entries.count < (intervention.isOfWhatWasHeard ? PayoutLimits.flightsAndHearings : PayoutLimits.flights))
        guard hasRoom else { return .noRoom }
        if takeOff(id) { return .now }
        present?.interventions.append(intervention)
        return .waits
    }

    /// The payout is on disk like this.
    ///
    /// - Returns: those whose wish it fulfils; they wait no more.
    mutating func published(_ payout: Payout) -> [Waiter] {
        guard let entry = entries[payout.partnerTrxID] else { return [] }
        entry.latest = payout
        let fulfilled = entry.waiters.filter { $0.wish.isFulfilled(by: payout) }
        if !fulfilled.isEmpty { entry.waiters.removeAll { $0.wish.isFulfilled(by: payout) } }
        ended(fulfilled)
        tidy(payout.partnerTrxID, entry)
        return fulfilled
    }

    /// The flight that a call of `Remit` began came to nothing.
    ///
    /// - Returns: those who waited for it; they wait no more.
    mutating func gaveUp(_ id: String) -> [Waiter] {
        guard let entry = entries[id] else { return [] }
        let waiters = entry.waiters.filter { $0.wish == .taken }
        entry.waiters.removeAll { $0.wish == .taken }
        ended(waiters)
        entry.intent = nil
        return waiters
    }

    /// Everybody who waits for anything.
    mutating func everyWaiter() -> [Waiter] {
        let waiters = entries.values.flatMap(\.waiters)
        for entry in entries.values { entry.waiters = [] }
        remits.giveBackAll()
        waitsForEnd.giveBackAll()
        return waiters
    }

    /// Forgets what nobody needs any more.
    private mutating func tidy(_ id: String, _ entry: Entry) {
        if !entry.isCallersFlight && !entry.waiters.contains(where: { $0.wish == .taken }) {
            // Nobody shares anything any more: who asks later hears the present state (rule 4).
            entry.intent = nil
            if let caller = entry.place { places.giveBack(caller) }
            entry.place = nil
        }
        if !entry.isFlying && entry.waiters.isEmpty { entries[id] = nil }
    }
}
