@testable import Gateway

/// Seconds after the moment at which the payouts of these tests are asked for.
func second(_ seconds: Double) -> WallTime {
    WallTime(milliseconds: 1_800_000_000_000 + Int64(seconds * 1000))
}

/// The same on the monotonic clock.
func instant(_ seconds: Double) -> MonotonicInstant {
    MonotonicInstant(nanoseconds: Int64(seconds * 1e9))
}

/// settle 60 s, first poll 60 s, send for 900 s, 30 s for an attempt: the defaults, which the tests count on.
let defaults = PayoutSettings(attemptTimeout: .seconds(30))

extension PayoutIntent {
    static let sample = PayoutIntent(
        partnerTrxID: "pay-1", caller: "payroll", body: Array(#"{"amount":125000}"#.utf8), amountRupiah: 125_000,
        recipientBank: "014")
}

extension PartnerFingerprint {
    static let sample = Self(rawValue: 7)
    static let another = Self(rawValue: 8)
}

extension AttemptReading {
    static let lost = Self.silent(.noAnswer(.timedOut))
    static let unsent = Self.unsent(AttemptFailure(.connectionRefused))

    static func code(_ code: String, trxID: String? = nil, http: Int = 200, retryAfter: Duration? = nil) -> Self {
        .word(OYWord(code: code, trxID: trxID, httpStatus: http, retryAfter: retryAfter))
    }

    static let accepted = Self.code("101", trxID: "OY-1")
}

extension PayoutMachine {
    /// Not asked for yet.
    static var fresh: Self {
        Self(.sample, requestedBy: 1001, at: second(0), settings: defaults, partner: .sample)
    }

    /// RECORDED: the circuit was open.
    static var recorded: Self {
        var machine = fresh
        _ = machine.requested(at: second(0), clear: false)
        return machine
    }

    /// The first attempt is on its way.
    static var sending: Self {
        var machine = fresh
        _ = machine.requested(at: second(0), clear: true)
        return machine
    }

    /// UNKNOWN: the first attempt brought no answer, at second 1.
    static var unknown: Self {
        sending.sent(.lost, at: 1)
    }

    /// UNKNOWN, and OY! is being asked.
    static var asking: Self {
        unknown.asking(at: 5)
    }

    /// UNKNOWN, and the second attempt is on its way, since second 70: OY! did not find the first.
    static var resending: Self {
        unknown.asking(at: 70).asked(.code("204"), at: 70)
    }

    static var inProgress: Self {
        sending.sent(.accepted, at: 1)
    }

    static var awaitingApproval: Self {
        var machine = fresh
        _ = machine.requestedForApproval(at: second(0))
        return machine
    }

    static var completed: Self {
        sending.sent(.code("000", trxID: "OY-1"), at: 1)
    }

    static var failed: Self {
        sending.sent(.code("300", trxID: "OY-1"), at: 1)
    }

    static var rejected: Self {
        sending.sent(.code("209"), at: 1)
    }

    static var cancelled: Self {
        var machine = recorded
        _ = machine.turnCame(at: second(900), clear: true)
        return machine
    }

    /// One at rest in the given state.
    static func resting(in state: PayoutState) -> Self {
        switch state {
        case .recorded: recorded
        case .unknown: unknown
        case .inProgress: inProgress
        case .completed: completed
        case .failed: failed
        case .rejected: rejected
        case .awaitingApproval: awaitingApproval
        case .cancelled: cancelled
        }
    }

    func sent(_ reading: AttemptReading, at seconds: Double) -> Self {
        var machine = self
        _ = machine.sendEnded(reading, at: second(seconds), jitter: 0)
        return machine
    }

    func asking(at seconds: Double) -> Self {
        var machine = self
        _ = machine.turnCame(at: second(seconds), clear: true)
        return machine
    }

    func asked(_ reading: AttemptReading, at seconds: Double, clear: Bool = true) -> Self {
        var machine = self
        _ = machine.askEnded(reading, at: second(seconds), clear: clear, jitter: 0)
        return machine
    }
}

extension PayoutMachine {
    /// A person decides who has seen it as it is, and whatever has settled by the wall clock has.
    mutating func decided(
        _ decision: PayoutDecision, by person: String, uid: UInt32, reason: String, at now: WallTime
    ) throws(PayoutRefusal) -> [PayoutAction] {
        let grounds = DecisionGrounds(seen: payout, isHeardToBeAlive: false, timeToSettle: .zero)
        return try decided(decision, by: person, uid: uid, reason: reason, on: grounds, at: now)
    }
}

extension [PayoutAction] {
    /// The actions by kind, where a test is about their order and not about the notes.
    var kinds: [String] {
        map {
            switch $0 {
            case .record: "record"
            case .send: "send"
            case .ask: "ask"
            case .alarm: "alarm"
            }
        }
    }
}

extension PayoutMachine {
    /// Nobody has heard anything meanwhile.
    mutating func sendEnded(_ reading: AttemptReading, at now: WallTime, jitter: Double) -> [PayoutAction] {
        sendEnded(reading, at: now, isHeardToBeAlive: false, jitter: jitter)
    }
}

extension PayoutFlight {
    /// Nobody has heard anything meanwhile.
    func sendEnded(_ reading: AttemptReading, at now: WallTime, jitter: Double) {
        sendEnded(reading, at: now, isHeardToBeAlive: false, jitter: jitter)
    }
}
