/// Every bound of the payout rules that is not configuration.
package enum PayoutLimits {
    /// The first question about a payout whose sending ended without an answer comes this soon.
    static let unknownPoll: Duration = .seconds(2)
    /// The longest pause between two questions about one payout. It goes on forever (rule 5). Also how long a payout that was sent
    /// as another partner is left before it is seen whether that one's credentials are back.
    static let longestPoll: Duration = .seconds(3600)
    /// The first pause before sending again what surely did not leave, or what OY! told to come again.
    static let firstResend: Duration = .seconds(1)
    /// The longest such pause, unless OY! asked for a longer one.
    static let longestResend: Duration = .seconds(30)
    /// Payouts that are worked on or waited for at once, in all.
    static let flights = 10_000
    /// Calls that wait for the end of a payout (`WaitPayout`) at once. Each holds at most one place among the flights, so
    /// those who only wait leave half of them to those who pay and decide.
    static let waits = flights / 2
    /// How many of the flights, and of the waits, one caller may have.
    static let flightsOfCaller = flights / 2
    static let waitsOfCaller = waits / 2
    /// Calls of `Remit` that wait, of all callers and of one: for each payout in flight the one that began it, and one that asks again. A new
    /// payout is sent all the same.
    static let remits = 2 * flights
    static let remitsOfCaller = 2 * flightsOfCaller
    /// The same with payouts about which somebody heard from OY!: what was heard is written down also where all else is busy.
    static let flightsAndHearings = 2 * flights
    /// Decisions about one payout that wait for its flight to end; and, besides, as many that heard from OY! about it.
    static let interventionsWaiting = 16
    /// How often the resolver looks for what is due.
    static let resolverPause: Duration = .seconds(1)
    /// Payouts that the resolver works on at once, for each kind of turn.
    static let turnsAtOnce = 32
    /// Payouts that the resolver reads at once.
    static let duePage = 256
    /// The longest that a caller's inquiry of an account may be asked to hold (`AccountConfirmation`); older ones may be forgotten.
    package static let longestInquiryWindow: Duration = .seconds(30 * 86_400)
    /// The longest that OY!'s Retry-After is believed.
    static let longestRetryAfter: Duration = .seconds(3600)

    /// The fewest random digits in the id of a payout that does not exist: nobody else's, for sure.
    static let decoyDigits = 32
    /// Payouts in a page where the caller does not say.
    package static let pageSize = 50
    /// Payouts in a page, whatever the caller says.
    package static let largestPageSize = 500
    /// What the payouts of a page come to, near enough: a frame takes 4 MiB (wire.md), and a page that did not fit could never be passed.
    static let pageBytes = 3 << 20
    /// Lists that the ledger looks through, or is to look through next, at the same time; and how many of them are of one caller.
    static let lists = 64
    static let listsOfCaller = 16
}
