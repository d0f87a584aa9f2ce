/// Every bound of the payout rules that is not configuration.
public enum PayoutLimits {
    /// The first question about a payout whose sending ended without an answer comes this soon.
    public static let unknownPoll: Duration = .seconds(2)
    /// The longest pause between two questions about one payout. It goes on forever (rule 5). Also how long a payout that was sent
    /// as another partner is left before it is seen whether that one's credentials are back.
    public static let longestPoll: Duration = .seconds(3600)
    /// The first pause before sending again what surely did not leave, or what OY! told to come again.
    public static let firstResend: Duration = .seconds(1)
    /// The longest such pause, unless OY! asked for a longer one.
    public static let longestResend: Duration = .seconds(30)
    /// Payouts that are worked on or waited for at once, in all.
    public static let flights = 10_000
    /// Calls that wait for the end of a payout (`WaitPayout`) at once. Each holds at most one place among the flights, so
    /// those who only wait leave half of them to those who pay and decide.
    public static let waits = flights / 2
    /// How many of the flights, and of the waits, one caller may have.
    public static let flightsOfCaller = flights / 2
    public static let waitsOfCaller = waits / 2
    /// Decisions about one payout that wait for its flight to end.
    public static let interventionsWaiting = 16
    /// The answer to a caller in a hurry is given this long before its deadline (rule 6), or a quarter of its time where
    /// that is less: long enough to arrive on a busy host, since the error that comes after it invites paying again.
    public static let answerMargin: Duration = .milliseconds(150)
    /// How often the resolver looks for what is due.
    public static let resolverPause: Duration = .seconds(1)
    /// Payouts that the resolver works on at once, for each kind of turn.
    public static let turnsAtOnce = 32
    /// Payouts that the resolver reads at once.
    public static let duePage = 256
    /// How often what is open is counted for the metrics.
    public static let measurePause: Duration = .seconds(15)
    /// The longest that OY!'s Retry-After is believed.
    public static let longestRetryAfter: Duration = .seconds(3600)
}
