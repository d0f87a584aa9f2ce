/// Somebody who waits for news of a payout.
struct Waiter: Sendable {
    /// What it waits for.
    enum Wish: Sendable {
        /// That OY! has taken it, or that nothing more comes of it by itself: what `Remit` waits for.
        case taken
        /// That it is final: what `WaitPayout` waits for.
        case final

        func isFulfilled(by payout: Payout) -> Bool {
            switch self {
            case .taken: payout.state != .recorded && payout.state != .unknown
            case .final: payout.state.isFinal
            }
        }
    }

    /// What it hears. Indirect, as a payout is large.
    indirect enum News: Sendable {
        case payout(Payout)
        case refused(PayoutRefusal)
        /// Its deadline is about to come, or it has gone.
        case timeIsUp
    }

    let number: UInt64
    let caller: String
    let wish: Wish
    let news: Once<News>
}
