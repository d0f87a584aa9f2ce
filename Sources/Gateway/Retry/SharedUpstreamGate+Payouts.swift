/// All payouts share a circuit breaker, those that are sent and those that are asked about. They spend nothing from the retry budget: rule 3 decides
/// when they are sent again: what surely did not leave after 1 to 30 s, anything else at most once in a settling time.
extension SharedUpstreamGate: UpstreamGate {
    public func admit() -> Bool {
        admit(.payouts, at: timekeeper.now) == .admitted
    }

    public func report(_ outcome: AttemptOutcome?) {
        // The payouts' own deadline is the attempt's whole time: nobody hurries them.
        report(outcome.map { UpstreamEvidence($0, hurried: false) } ?? .inconclusive, of: .payouts, at: timekeeper.now)
    }
}
