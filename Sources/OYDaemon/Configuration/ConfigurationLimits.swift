import Gateway

/// What the values of the configuration may be, and what holds where one that is needed is not written down. Defaults of the
/// gateway's settings stand with these.
enum ConfigurationLimits {
    // MARK: Calls

    static let attemptTimeout = Duration.milliseconds(100) ... .seconds(600)
    static let deadline = Duration.milliseconds(100) ... .seconds(600)
    static let usualDeadline = Duration.seconds(30)

    // MARK: Callers

    /// Uids and gids; the last number stands for none (chown(2)).
    static let account = UInt32.min ... .max - 1
    /// Calls in a time, calls at once, and connections of a caller.
    static let calls = 1...1_000_000
    /// Whole rupiah.
    static let amount: ClosedRange<Int64> = 1 ... .max
    static let approvalAbove: ClosedRange<Int64> = 0 ... .max
    static let dailyCount = 1...1_000_000_000
    /// Characters of a bank's code.
    static let bankCodeLength = 3...16
    /// How long an account that was looked up may be paid to.
    static let inquiryWindow = Duration.seconds(1) ... PayoutLimits.longestInquiryWindow
    static let usualInquiryWindow = Duration.seconds(86_400)

    // MARK: Payouts

    static let settle = Duration.seconds(1) ... .seconds(86_400)
    static let firstPoll = Duration.milliseconds(100) ... .seconds(86_400)
    static let sendFor = Duration.seconds(1) ... .seconds(7 * 86_400)
    static let approveWithin = Duration.seconds(1) ... .seconds(30 * 86_400)

    // MARK: Callbacks and events

    /// Callbacks in a second.
    static let callbackRate = 1...10_000
    static let lookUpFor = Duration.seconds(1) ... .seconds(86_400)
    static let repeatsWithin = Duration.seconds(1) ... .seconds(7 * 86_400)
    /// How long events are kept, and how long for a consumer that does not come.
    static let keep = EventLimits.shortestKeep ... .seconds(3_650 * 86_400)
}
