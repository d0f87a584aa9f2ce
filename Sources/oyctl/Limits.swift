/// The numbers of oyctl's own. Those of what it calls stand there.
enum Limits {
    /// How long a call may take where `--timeout` does not say, unless it is a stream.
    static let timeout: Duration = .seconds(30)
    /// The longest `--timeout`.
    static let longestTimeout: Duration = .seconds(86_400)
    /// How long `status` waits for the balance. OY! may take its time, and is not what that is about.
    static let balanceTimeout: Duration = .seconds(5)
    /// Days of one export: a year, and a leap day.
    static let exportedDays: Int64 = 366
    /// Payouts that an export's totals name of each kind that a person may have to look at.
    static let namedPayouts = 10
    /// Columns of a payout's note in a table, cut where it is longer.
    static let noteColumns = 80
}
