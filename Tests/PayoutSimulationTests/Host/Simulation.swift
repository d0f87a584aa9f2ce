@testable import Gateway

/// One run: one payout's whole life in virtual time, from its first call to hours after the weather has calmed down.
///
/// The gateway's own part is the real `PayoutFlight` with the real machine in it, and what the processor asks beside it: `ResendGrounds`,
/// `DecisionGrounds`, `SettlingWatch`, `OverdueTurns`. Everything around it is a model: the host that runs it (`+Desk`,
/// `+Interventions`), its ledger (`+Ledger`), the network and OY! (`+Network`).
///
/// What it does not drive, and says nothing about: a ledger that can't be read; OY! left alone from one turn to the next (the circuit is
/// chance each time, and `OutageBackoff` is not here); limits of a day; how the gateway stops (`ResendGrounds.isStopping`); more than one payout,
/// and with that the book, its places and bounds. Deadlines of decisions pass unseen. Those have tests of their own in `GatewayTests/Payouts`.
final class Simulation {
    static let body = Array(#"{"recipient_account":"\#(recipientAccount)"}"#.utf8)
    static let caller = "payroll"
    static let amountRupiah: Int64 = 1
    static let recipientBank = "014"
    static let recipientAccount = "1239812390"
    /// The uid that asks, and that of everybody else.
    static let requester: UInt32 = 1001
    static let another: UInt32 = 1002
    /// As whom the gateway calls OY!, and as whom it does for a while where the user name is exchanged.
    static let partners = [PartnerFingerprint(rawValue: 1), PartnerFingerprint(rawValue: 2)]
    static let sendFor: Int64 = 900_000
    static let attemptTimeout: Int64 = 30_000
    static let start: Int64 = 1_800_000_000_000
    static let hour: Int64 = 3_600_000

    let mutant: Mutant?
    let settings: PayoutSettings
    var chance: Chance
    var weather: Weather
    var now = Simulation.start
    var witness: Witness
    var oy = OYModel()
    /// What the run did, for a person who replays it; nil where nobody reads it.
    var diary: [String]?
    var sights = Sights()
    private var events: [Event] = []
    /// When each of `events` happens, and in which order those at the same time do, in one number: looking through
    /// these is most of the work.
    private var keys: [Int64] = []
    private var order: Int64 = 0
    private var isCalm = false
    /// The payout is one that another person must approve.
    private(set) var needsApproval = false

    // The host.
    /// Counts restarts.
    var process = 0
    var isUp = true
    /// Counts what the host waits for, so that an answer that comes too late is known.
    var step = 0
    var flight: PayoutFlight?
    /// What it waits for.
    enum Activity {
        case none
        case committing(Payout)
        case sending
        case asking
    }
    var activity = Activity.none
    var waiting: [Event.Ask] = []
    /// What came while something was under way.
    var interventions: [Matter] = []
    /// As this process saw it go to disk last.
    var latest: Payout?
    /// Counts what people decided, or tried to.
    var decisions = 0
    /// Counts the turns planned.
    var turns = 0
    var askedAt = Simulation.start
    var sendBegunAt = MonotonicInstant(nanoseconds: 0)
    /// Whose credentials are in force.
    var partner = Simulation.partners[0]
    var askedAs = Simulation.partners[0]

    /// How far the host's wall clock is ahead of the time that really is.
    var clockLead: Int64 = 0
    /// What the process makes of it.
    var settling: SettlingWatch
    var late: OverdueTurns
    /// The clock was set since the resolver looked at it.
    var looksSoon = false
    /// When OY! was asked, what had settled by the wall clock surely had.
    var hasSettled = false

    // Its disk.
    var onDisk: Payout?
    /// As it was before the last change.
    var onDiskBefore: Payout?
    /// A change that failed, or was being written in a crash, and may turn up after a restart.
    var inLimbo: Payout?

    // On the network.
    /// Who waits for the answer to each attempt.
    struct Asker: Equatable {
        var process: Int
        var step: Int
    }
    var askers: [Asker] = []
    var onTheirWay: Set<Int> = []

    init(seed: UInt64, mutant: Mutant? = nil, keepsDiary: Bool = false) {
        self.mutant = mutant
        witness = Witness(only: mutant?.caughtBy)
        chance = Chance(seed: seed)
        weather = Weather(&chance)
        diary = keepsDiary ? [] : nil
        settings = PayoutSettings(
            settle: mutant == .rule3DoesNotSettle ? .seconds(2) : .seconds(60), firstPoll: .seconds(60),
            sendFor: .seconds(mutant == .rule3SendsForHours ? 36_000 : 900),
            attemptTimeout: .seconds(30), approveWithin: .seconds(1800))
        // The first process has been up for an hour.
        let (wall, instant) = (WallTime(milliseconds: Self.start - Self.hour), MonotonicInstant(nanoseconds: 0))
        settling = SettlingWatch(settle: settings.settle, wall: wall, now: instant)
        late = OverdueTurns(longestPause: settings.longestPause, wall: wall, now: instant)
        late.wereTaken()
    }

    /// - Returns: what went wrong, nil where nothing did.
    func run() -> Violation? {
        plan()
        while witness.violation == nil, let event = popEarliest(), event.at < healsAt + 6 * Self.hour {
            now = event.at
            witness.timeIs(now)
            guard event.process == nil || event.process == process && event.step ?? step == step else { continue }
            handle(event.kind)
            if isUp, !isCalm, chance.percent(weather.crash) { crash() }
        }
        if witness.violation == nil { witness.finish(onDisk, oy, isOverdue: onDisk.map { wall >= $0.sendUntil } ?? false) }
        if let onDisk { sights.ends.insert(onDisk.state) }
        if needsApproval, oy.executions > 0 { sights.approvedAndPaid += 1 }
        return witness.violation
    }

    private var healsAt = Simulation.start

    /// Draws who calls and when, and when the weather calms down.
    private func plan() {
        healsAt = Self.start + Int64(chance.below(40 * 60_000))
        schedule(.heals, in: healsAt - Self.start)
        for number in 0...chance.below(3) {
            let isOther = number > 0 && chance.percent(15)
            let ask = Event.Ask(
                number: number, caller: isOther ? "refunds" : Self.caller,
                body: number > 0 && chance.percent(15) ? [9] : Self.body, patience: Int64(1000 + chance.below(60_000)))
            schedule(.asks(ask), in: number == 0 ? 0 : Int64(chance.below(chance.percent(50) ? 5000 : 1_200_000)))
        }
        for decision in [PayoutDecision.cancel, .resend, .paid, .notPaid] where chance.percent(10) {
            schedule(
                .decides(decision, by: Self.another), in: Int64(chance.below(decision == .cancel ? 60_000 : 3_600_000)))
        }
        planApproval()
        planPartners()
        planClock()
        if chance.percent(needsApproval ? 20 : 5) { oy.earlier = Self.partners[0] }
        planLookUps()
    }

    /// In some runs another person must approve: who does, or tries though it is not its to decide, does so in time or not.
    private func planApproval() {
        needsApproval = chance.percent(20)
        witness.needsApproval = needsApproval
        guard needsApproval else { return }
        for decision in [PayoutDecision.approve, .decline] where chance.percent(decision == .approve ? 75 : 20) {
            let uid = chance.percent(25) ? Self.requester : Self.another
            schedule(.decides(decision, by: uid), in: Int64(chance.below(chance.percent(70) ? 60_000 : 3_600_000)))
        }
    }

    /// In some runs the user name is exchanged, and comes back; some of it within the seconds of an attempt.
    private func planPartners() {
        guard chance.percent(25) else { return }
        for number in 1...(1 + chance.below(4)) {
            let time = chance.below(chance.percent(50) ? 20_000 : 1_200_000)
            schedule(.partnerChanges(Self.partners[number % 2]), in: Int64(time))
        }
    }

    func schedule(_ kind: Event.Kind, in delay: Int64, process: Int? = nil, anyStep: Bool = false) {
        order += 1
        events.append(Event(at: now + delay, kind: kind, process: process, step: anyStep ? nil : step))
        keys.append((now + delay - Self.start) << 24 | order)
    }

    /// Rarely more than ten wait, so no heap is needed.
    private func popEarliest() -> Event? {
        guard !keys.isEmpty else { return nil }
        var earliest = 0
        var index = 1
        while index < keys.count {
            if keys[index] < keys[earliest] { earliest = index }
            index += 1
        }
        keys.swapAt(earliest, keys.count - 1)
        keys.removeLast()
        events.swapAt(earliest, events.count - 1)
        return events.removeLast()
    }

    private func handle(_ kind: Event.Kind) {
        diary?.append("\(Double(now - Self.start) / 1000) s  \(kind)")
        switch kind {
        case .asks(let ask): if isUp { called(ask) }
        case .deadline(let number): if isUp { deadlineCame(number) }
        case .decides(let decision, let uid): if isUp { decides(decision, by: uid) }
        case .turn(let turn): if isUp { turnCame(turn) }
        case .commitEnds(let fails): commitEnded(fails: fails)
        case .bytesLeave(let attempt): bytesLeave(attempt)
        case .remitArrives(let attempt, let copy): remitArrives(attempt, copy: copy)
        case .statusArrives: statusArrives()
        case .executes(let record): executes(record)
        case .attemptEnds(let outcome, let word): attemptEnded(outcome, word)
        case .restarts: restarts()
        case .looksUp: looksUp()
        case .heard(let reading, let version): heard(reading, version)
        case .askNow(let known): askNow(about: known)
        case .clockSteps(let step): clockSteps(by: step)
        case .looksAtClock: looksAtClock()
        case .partnerChanges(let next): if !isCalm { partner = next }
        case .heals:
            weather = .calm
            isCalm = true
            // What was begun is finished as whom it was begun.
            partner = onDisk?.partner ?? partner
        }
    }

    /// Everything in memory is gone; what was being written may be on disk or not.
    private func crash() {
        diary?.append("crash")
        sights.crashes += 1
        if case .sending = activity { sights.crashesWhileSending += 1 }
        if case .committing(let payout) = activity, chance.percent(50), follows(payout) { toDisk(payout) }
        activity = .none
        isUp = false
        process += 1
        step += 1
        flight = nil
        waiting = []
        latest = nil
        interventions = []
        looksSoon = false
        witness.crashed()
        schedule(.restarts, in: Int64(100 + chance.below(chance.percent(50) ? 2000 : 120_000)))
    }

    private func restarts() {
        isUp = true
        // Its clock may have been set while it was down, which no process saw.
        if chance.percent(weather.clock) { setClock(by: Int64(chance.below(480_000)) - 240_000) }
        settling = SettlingWatch(settle: settings.settle, wall: wall, now: instant)
        late = OverdueTurns(longestPause: settings.longestPause, wall: wall, now: instant)
        let late = lateFrom()
        if let found = inLimbo, chance.percent(50), follows(found) { toDisk(found) }
        inLimbo = nil
        if mutant == .rule1ForgetsTheAttemptInACrash, onDisk?.state == .unknown {
            onDisk?.state = .recorded
            onDisk?.attempts = 0
        }
        guard let next = onDisk?.nextActionAt, mutant != .rule5ForgetsInARestart else { return }
        if late.map({ next >= $0 }) ?? false { takeTurn() } else { planTurn(in: wall.duration(to: next).wholeMilliseconds) }
    }
}
