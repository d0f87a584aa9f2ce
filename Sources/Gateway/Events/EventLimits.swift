/// Every bound of events and callbacks that is not configuration.
public enum EventLimits {
    /// Events that a stream reads at once: what it holds in memory while its reader is slow.
    static let page = 128
    /// Streams of events at once, of all callers and of one.
    static let watches = 1_024
    static let watchesPerCaller = 64
    /// Consumers of one caller. Each keeps events from being deleted.
    public static let consumersPerCaller = 64
    /// How long the feed waits before it reads again where the ledger could not be read.
    static let readAgain = Duration.milliseconds(250)

    /// The first pause between two look-ups of one callback, doubled each time.
    static let firstLook = Duration.milliseconds(500)
    /// The longest such pause.
    static let longestLook = Duration.seconds(300)
    /// Callbacks that are read for looking up at once, and that are looked up at the same time.
    static let lookPage = 64
    static let looksAtOnce = 8
    /// How often it is seen whether look-ups are due, unless something comes in between.
    static let lookPause = Duration.seconds(1)
    /// Callbacks that are looked up earlier, as the wall clock was set back, in one change.
    static let hastenBatch = 1_000
    /// How long one look-up may take, all its questions together.
    static let lookTimeout = Duration.seconds(60)

    /// How long a callback is looked up where OY! answers, and the answers say nothing.
    static let unconfirmedAfter = Duration.seconds(24 * 3_600)
    /// The shortest time for which events may be kept: OY! repeats callbacks for about an hour, and a consumer may be away
    /// for a night.
    public static let shortestKeep = Duration.seconds(25 * 3_600)
    /// A consumer that has nothing new to acknowledge is noted as seen again after this.
    static let seenAgain = Duration.seconds(3_600)

    /// A payment in OY!'s books counts as the one that a callback tells of where it is no older than this when the
    /// callback comes. OY! repeats callbacks for about an hour; the rest is for clocks.
    static let paymentAge = Duration.seconds(24 * 3_600)
    /// Accounts, or payments, asked for in one question.
    static let bookPage: Int64 = 100
    /// Pages of one account's payments, and how long one look-up may read the payments of all its accounts. What is not
    /// reached is not known.
    static let bookPages = 1_000
    /// What the payments come to that are read at a time, for all accounts of a number, near enough: OY! may send more in a page than it was
    /// asked for.
    static let bookBytes = 32 << 20
    /// Of a name, a number or a time in them, in UTF-8. OY!'s own names have 36.
    static let nameBytes = 512
    /// Accounts of one number that one way through OY!'s list may find.
    static let foundAccounts = 100
    static let historyTimeout = Duration.seconds(45)
    /// Payments that one look-up tells, and how many of them its entry in the audit trail names.
    static let findingsAtOnce = 1_000
    static let findingsNamed = 16
    /// Records that are no payments and are known to have been shown to a person.
    static let notedRecords = 16_384
    /// How long one look-up may go through OY!'s list of accounts: others wait for it. The next goes on from there, after
    /// this pause.
    static let walkTimeout = Duration.seconds(5)
    static let walkPause = Duration.seconds(2)
    /// A list that OY! does not show to its end is gone through again after this pause, once nothing else is waited for.
    static let shortListPause = Duration.seconds(3_600)
    /// Look-ups that go through the list at the same time: the others are to have places left.
    static let walksAtOnce = 2
    /// Callbacks for which the way through the list is remembered.
    static let walks = 1_024

    /// Accounts that are looked into for one number, the ones seen last first.
    public static let accountsOfANumber = 16
    /// Accounts that went by and wait to be written down, and how many of them are written in one change.
    static let waitingAccounts = 16_384
    static let accountBatch = 1_000
    /// Accounts that are known to have been written down.
    static let writtenAccounts = 16_384
    /// How often they are written down.
    static let accountPause = Duration.seconds(1)
    /// An account that is known is noted as seen again after this.
    public static let accountSeenAgain = Duration.seconds(30 * 86_400)
    /// How long it is remembered which payments were told, and which accounts there are: longer than anybody repeats
    /// himself, and so long that an account is looked through again once a year at most.
    static let remembered = Duration.seconds(400 * 86_400)

    /// How often old events are deleted, and how many in one change.
    static let purgePause = Duration.seconds(600)
    static let purgeBatch = 1_000
    /// Nothing is deleted before the wall clock has gone steadily for so long: one that is set far ahead, and put right in this time, costs no
    /// event. Less than an hour, so that a gateway that is restarted every hour deletes, too.
    static let purgeAfter = Duration.seconds(1_800)
}
