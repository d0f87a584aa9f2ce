import Contract

/// One payout while something happens to it: performs a machine's actions in order, as steps of which each ends with
/// one event. The daemon and the simulation both run exactly this; only the I/O around it differs.
///
/// What keeps rules 1 and 7 stands here: a step after a `.commit` is reached only through `committed()`, and what a
/// caller may be told is only ever `onDisk`.
///
/// An object, as there is one of it, which passes from whoever begins it to whoever performs it. It is not Sendable, so that the
/// compiler sees to it that one task at a time has it (rule 4).
final class PayoutFlight {
    /// What to do next.
    enum Step: Sendable, Equatable {
        /// Commit `change`, then call `committed()` or `commitFailed()`.
        case commit(LedgerChange)
        /// Send the payout's bytes once, no byte of them later than `by`, then call `sendEnded`. Where the commit took
        /// so long that this has passed, the attempt is one that was surely not sent.
        case send(by: WallTime)
        /// Ask `remit-status` once, then call `askEnded`.
        case ask
        /// Nothing, until its next turn or somebody's decision.
        case rest
    }

    /// The payout's name, and what OY! is sent of it. Neither ever changes, and reading them copies no payout.
    let partnerTrxID: String
    let body: [UInt8]
    /// The payout as it is on disk, for certain; nil while it is not there.
    private(set) var onDisk: Payout?
    /// What the operators are to be told; taken by whoever runs the flight.
    private(set) var alarms: [PayoutAlarm] = []
    /// Internal only so that the simulation can break it, to see that it notices.
    var machine: PayoutMachine
    private var pending: ArraySlice<PayoutAction> = []
    /// A commit failed: what the machine holds is not what the ledger holds, and nothing may follow from it.
    private var isSpent = false
    private let caller: AuditCaller?
    private let request: RedactedMessage?
    private let dayLimit: DayLimit?

    /// - Parameters:
    ///   - machine: at rest.
    ///   - caller: who asks, for the audit trail; nil where it is the gateway's own doing.
    ///   - request: what a new payout was asked for with: it stands on disk with the intent.
    ///   - dayLimit: what a new payout must fit into.
    init(
        _ machine: PayoutMachine, caller: AuditCaller? = nil, request: RedactedMessage? = nil, dayLimit: DayLimit? = nil
    ) {
        partnerTrxID = machine.payout.partnerTrxID
        body = machine.payout.body
        self.machine = machine
        self.caller = caller
        self.request = request
        self.dayLimit = dayLimit
        onDisk = machine.isStored ? machine.payout : nil
    }

    /// What stands first. The same until the event that ends it.
    func step(at now: WallTime) -> Step {
        switch pending.first {
        case nil, .alarm: .rest
        case .send: .send(by: machine.payout.lastSentAt ?? now)
        case .ask: .ask
        case .record(let notes): .commit(change(notes, at: now))
        }
    }

    private func change(_ notes: [PayoutNote], at now: WallTime) -> LedgerChange {
        LedgerChange(
            payout: onDisk.map { .update(machine.payout, from: $0.state) } ?? .insert(machine.payout, within: dayLimit),
            entries: AuditEntry.entries(for: notes, of: machine.payout, by: caller, request: request, at: now),
            begunBy: onDisk == nil ? machine.payout.caller : nil)
    }

    /// As whom its attempts are made, or not at all.
    var partner: PartnerFingerprint {
        machine.partner
    }

    /// The payout that it is about, as it may be on disk soon: for comparing, never for telling.
    var payout: Payout {
        machine.payout
    }

    // What begins something. The flight must be at rest.

    func requested(at now: WallTime, clear: Bool) {
        begin(machine.requested(at: now, clear: clear))
    }

    func requestedForApproval(at now: WallTime) {
        begin(machine.requestedForApproval(at: now))
    }

    /// Whether its turn would call OY!, were it now.
    func needsOY(at now: WallTime) -> Bool {
        machine.needsOY(at: now)
    }

    func turnCame(at now: WallTime, clear: Bool) {
        begin(machine.turnCame(at: now, clear: clear))
    }

    func decided(
        _ decision: PayoutDecision, by person: String, uid: UInt32, reason: String, on grounds: DecisionGrounds, at now: WallTime
    ) throws(PayoutRefusal) {
        begin(try machine.decided(decision, by: person, uid: uid, reason: reason, on: grounds, at: now))
    }

    func heard(_ heard: AttemptReading, since version: Int64, at now: WallTime) {
        begin(machine.heard(heard, since: version, at: now))
    }

    // What ends a step.

    /// The change is on disk.
    func committed() {
        guard case .record = pending.popFirst() else { preconditionFailure("nothing was being committed") }
        onDisk = machine.payout
        takeAlarms()
    }

    /// The change is not on disk, or nobody knows. What it would have allowed does not happen (rules 1 and 7): what is
    /// known to be on disk holds, and the payout's next turn goes on from there, in a flight of its own.
    func commitFailed() {
        guard case .record = pending.first else { preconditionFailure("nothing was being committed") }
        pending = []
        isSpent = true
    }

    func sendEnded(_ reading: AttemptReading, at now: WallTime, isHeardToBeAlive: Bool, jitter: Double) {
        precondition(pending.first == .send)
        begin(machine.sendEnded(reading, at: now, isHeardToBeAlive: isHeardToBeAlive, jitter: jitter))
    }

    func askEnded(_ reading: AttemptReading, at now: WallTime, clear: Bool, jitter: Double) {
        precondition(pending.first == .ask)
        begin(machine.askEnded(reading, at: now, clear: clear, jitter: jitter))
    }

    /// Gives the alarms raised so far, once.
    func takenAlarms() -> [PayoutAlarm] {
        defer { alarms = [] }
        return alarms
    }

    private func begin(_ actions: [PayoutAction]) {
        precondition(!isSpent, "a flight whose commit failed goes no further")
        pending = actions[...]
        takeAlarms()
    }

    private func takeAlarms() {
        while case .alarm(let alarm) = pending.first {
            alarms.append(alarm)
            pending.removeFirst()
        }
    }
}
