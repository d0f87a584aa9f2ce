/// Every bound that the gateway's decisions keep.
enum Limits {
    // MARK: Retry

    /// Attempts of one call, the first included.
    static let maximumAttempts = 4
    /// The longest wait before the second attempt; it doubles with each further one.
    static let firstBackoff = Duration.milliseconds(100)
    /// No wait is longer, unless OY! asks for it.
    static let longestBackoff = Duration.seconds(5)
    /// Retries per hundred calls, once the reserve is spent.
    static let retryBudgetPercent = 20
    /// Retries that a gateway may make before it has seen any calls.
    static let retryBudgetReserve = 10
    /// Retries that can be saved up.
    static let retryBudgetCeiling = 100

    // MARK: Text

    /// Unicode scalars of a foreign text (a method's name, OY!'s message) that an error, a log line or an entry repeats.
    static let quotedScalars = 512

    // MARK: Circuit breaker

    /// Failures in a row that open the circuit.
    static let circuitFailureThreshold = 20
    /// Fewer open it, too, if they go on for that long: few payouts wait in a quiet hour, and they must not be cancelled before anybody
    /// hears that OY! is away.
    static let circuitFailureSpan = Duration.seconds(60)
    static let circuitFewestFailures = 3
    /// Failures farther apart have nothing to do with each other.
    static let circuitFailureGap = Duration.seconds(300)
    /// How long it stays open the first time; doubled each time a probe fails.
    static let circuitFirstPause = Duration.seconds(1)
    /// No pause is longer.
    static let circuitLongestPause = Duration.seconds(30)
    /// A probe that has not ended by then counts as lost, and another may go.
    static let circuitProbePatience = Duration.seconds(60)

    // MARK: Audit

    /// A request that is refused is written down with the refusal up to this many bytes.
    static let refusedRequestBytes = 16_384

    /// Bytes of a message in the entry of a call that only reads: such calls can be made without end.
    static let readMessageBytes = 4_096

    /// Refusals of one uid that are written one by one; those beyond are counted and written as a number.
    static let refusals = Rate(1, per: .seconds(10), burst: 100)
    /// Uids whose refusals are told apart; those beyond share one account.
    static let refusalUIDs = 1_024
    /// How often folded refusals are looked at, to see whether they are due to be written.
    static let refusalFlushPause = Duration.seconds(10)

    // MARK: Connections

    /// Open connections of a uid that is not configured: enough to tell it so.
    static let strangersConnections = 8
    /// Calls of such a uid that are refused, and frames of any uid that are no calls, before the connection is closed with the refusal.
    static let refusedFrames = Rate(10, per: .seconds(1), burst: 100)

    // MARK: Summaries

    /// `GetInfo` tells no older count of open payouts.
    static let summaryAge = Duration.seconds(1)

    // MARK: Outages of the ledger

    /// The pause before OY! is called again after the ledger failed, since its answers would be lost. It doubles with each failure, up to
    /// the longest.
    static let firstOutagePause: Duration = .seconds(1)
    static let longestOutagePause: Duration = .seconds(60)

    // MARK: Clocks

    /// A step of the wall clock up to this is none: by so much it is corrected all the time.
    static let clockCorrection: Duration = .seconds(1)

    /// How far west of UTC OY!'s clock may be where it writes a time without a zone: the world's widest.
    static let widestZone: Duration = .seconds(12 * 3_600)

    // MARK: Deadlines

    /// How long before the caller's deadline an attempt is given up, so that the caller still hears what happened, and which part of its
    /// time where that is less: a tenth.
    static let deadlineMargin: Duration = .milliseconds(50)
    static let deadlineMarginParts: Int64 = 10
    /// The same of a caller that waits for a payout, a quarter: long enough on a busy host, too, since the error that comes after it invites
    /// paying again.
    static let payoutAnswerMargin: Duration = .milliseconds(150)
    static let payoutAnswerMarginParts: Int64 = 4
}
