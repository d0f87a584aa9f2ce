/// Where callers find the daemon, as it comes and goes.
struct Door: Sendable {
    /// How many daemons have served so far.
    var generation = 0
    /// No new payouts are asked for any more.
    var isCalm = false
}
