@testable import Gateway

/// What can happen next in a run.
struct Event {
    enum Kind {
        /// A caller calls `Remit`.
        case asks(Ask)
        /// That caller's deadline is about to come.
        case deadline(Int)
        /// Somebody tries to decide something.
        case decides(PayoutDecision, by: UInt32)
        /// The resolver's turn for the payout.
        case turn(Int)
        /// The ledger's answer.
        case commitEnds(fails: Bool)
        /// The first byte of an attempt leaves the host.
        case bytesLeave(attempt: Int)
        /// A request to pay arrives at OY!.
        case remitArrives(attempt: Int, copy: Bool)
        /// A question arrives at OY!.
        case statusArrives
        /// OY! pays, or finds that it can't.
        case executes(record: Int)
        /// An attempt ends for the host.
        case attemptEnds(AttemptOutcome, OYWord?)
        case restarts
        /// Somebody asks OY! about it.
        case looksUp
        /// That one hears that OY! has, or had, what was of that version then.
        case heard(AttemptReading, version: Int64)
        /// That one hears that it has come to its end, which stood so then.
        case askNow(Payout)
        /// The host's wall clock is set forward, or back.
        case clockSteps(by: Int64)
        /// The resolver looks at the clock, once it was set.
        case looksAtClock
        /// Another user name is put in place.
        case partnerChanges(PartnerFingerprint)
        /// The weather becomes calm.
        case heals
    }

    struct Ask {
        var number: Int
        var caller: String
        var body: [UInt8]
        var patience: Int64
    }

    var at: Int64
    var kind: Kind
    /// The process that waits for it: it means nothing to a later one. Nil for what does not depend on the host.
    var process: Int?
    /// The step that waits for it; nil for what any may meet.
    var step: Int?
}
