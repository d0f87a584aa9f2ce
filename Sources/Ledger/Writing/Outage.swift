import Dispatch
import Gateway

/// A time in which the ledger can't be written: what is known of it, and when to try again.
struct Outage {
    /// What went wrong last, for the log; nil while all is well.
    private(set) var detail: String?
    /// Attempts since it was last written whose failure may be the connection's own fault. A full disk's is not.
    private(set) var suspectFailures = 0
    private var nextAttempt = DispatchTime(uptimeNanoseconds: 0)

    var isOn: Bool {
        detail != nil
    }

    /// Whether the time has come to try again.
    var mayBeTriedAgain: Bool {
        .now() >= nextAttempt
    }

    /// An attempt failed.
    ///
    /// - Returns: whether it is the first one, which raises the alarm.
    mutating func failed(_ failure: SQLiteFailure, retryAfter delay: Duration) -> Bool {
        let isFirst = !isOn
        detail = failure.description
        if !failure.isPassing { suspectFailures += 1 }
        nextAttempt = .now() + .nanoseconds(Int(delay.wholeNanoseconds))
        return isFirst
    }

    /// The ledger was written. Returns whether it could not be before.
    mutating func ended() -> Bool {
        let was = isOn
        self = Outage()
        return was
    }
}
