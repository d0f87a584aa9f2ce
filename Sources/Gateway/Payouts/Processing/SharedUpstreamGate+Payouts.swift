/// All payouts share one circuit breaker, for sending and for asking alike. They spend nothing from the retry budget, because rule 3 decides when a
/// payout is sent again: after 1 to 30 s if it surely did not leave, otherwise at most once in each settling time.
extension SharedUpstreamGate: PayoutGate {
    public func admit() -> AttemptPermit? {
        guard admit(.payouts, at: clock.now) == .admitted else { return nil }
        return AttemptPermit { self.report($0) }
    }

    func report(_ outcome: AttemptOutcome?) {
        // The payouts' own deadline is the attempt's whole time: nobody hurries them.
        report(outcome.map { UpstreamEvidence($0, hurried: false) } ?? .inconclusive, of: .payouts, at: clock.now)
    }
}
