/// Every bound of the payout rules that is not configuration.
public enum PayoutLimits {
    /// The first question about a payout whose sending ended without an answer comes this soon.
    public static let unknownPoll: Duration = .seconds(2)
    /// The longest pause between two questions about one payout. It goes on forever (rule 5).
    public static let longestPoll: Duration = .seconds(3600)
    /// The first pause before sending again what surely did not leave, or what OY! told to come again.
    public static let firstResend: Duration = .seconds(1)
    /// The longest such pause, unless OY! asked for a longer one.
    public static let longestResend: Duration = .seconds(30)
    /// The longest that OY!'s Retry-After is believed.
    public static let longestRetryAfter: Duration = .seconds(3600)
}
