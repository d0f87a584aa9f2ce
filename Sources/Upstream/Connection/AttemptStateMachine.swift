import Gateway

/// The one place that decides whether an attempt is surely unsent, answered or unknown (docs/payouts.md, rules 2 and 3).
///
/// It does not look at what went wrong, only at when: before the request was handed towards the socket, or after. So no new kind of failure can ever
/// be taken for "surely unsent" by mistake. Told wrong, a payout is made twice.
struct AttemptStateMachine: ~Copyable {
    private enum State {
        /// Nothing was handed towards the socket.
        case unsent
        /// The request was handed over: from here on OY! may have seen it, whatever happens.
        case handedOver
        /// The outcome was told.
        case over
    }

    private var state = State.unsent

    /// The request is about to be written. Called before the write, so that nothing the write sets off can come earlier.
    mutating func handedOver() {
        guard case .unsent = state else { preconditionFailure("an attempt was handed over twice (\(state))") }
        state = .handedOver
    }

    /// The attempt can't go on.
    /// - Returns: the outcome; nil in the legitimate race that it was told already (a deadline beside a close, say).
    mutating func failed(_ failure: AttemptFailure) -> AttemptOutcome? {
        defer { state = .over }
        switch state {
        case .unsent: return .surelyUnsent(failure)
        case .handedOver: return .unknown(failure)
        case .over: return nil
        }
    }

    /// A whole answer came.
    /// - Returns: the outcome; nil where it was told already.
    mutating func answered(_ answer: UpstreamAnswer) -> AttemptOutcome? {
        switch state {
        case .unsent: preconditionFailure("an answer to a request that was not sent")
        case .handedOver:
            state = .over
            return .answered(answer)
        case .over: return nil
        }
    }
}
