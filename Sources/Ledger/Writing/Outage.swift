internal import Dispatch
internal import Gateway

/// A time in which the ledger can't be written: what is known of it, and when to try again.
struct Outage {
    /// What went wrong last, for the log; nil while all is well.
    private(set) var detail: String?
    /// Attempts at writing that failed since it was last written.
    private(set) var failures = 0
    private var nextAttempt = DispatchTime(uptimeNanoseconds: 0)

    /// Attempts on the same connection before the file is opened anew. A full disk needs none of that, but a file
    /// system that went away and came back does.
    static let failuresBeforeReopening = 3

    var isOn: Bool {
        detail != nil
    }

    /// Whether the time has come to try again.
    var isOver: Bool {
        .now() >= nextAttempt
    }

    /// An attempt failed.
    ///
    /// - Returns: whether it is the first one, which raises the alarm.
    mutating func failed(_ detail: String, retryAfter delay: Duration) -> Bool {
        let isFirst = !isOn
        self.detail = detail
        failures += 1
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
