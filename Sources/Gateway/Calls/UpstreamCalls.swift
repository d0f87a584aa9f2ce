public import Contract

/// Calls OY! for every RPC that is not a payout: attempts, waits and attempts again as ``RetryMachine`` decides, all of
/// it before the caller's deadline.
public struct UpstreamCalls: Sendable {
    private let upstream: any Upstream
    private let gate: SharedUpstreamGate
    private let clock: any Timekeeper
    /// An attempt that its caller gives less time than this says nothing about OY!.
    private let fairTime: Duration
    private let chance: @Sendable () -> Double
    private let answered: @Sendable (Message, Endpoint) -> Void

    /// - Parameters:
    ///   - upstream: makes the attempts.
    ///   - gate: the process's one; payouts have a circuit breaker of their own in it.
    ///   - clock: the clock.
    ///   - attemptTimeout: how long `upstream` waits for one answer.
    ///   - answered: told of each answer that a call succeeded with.
    ///   - chance: random in 0..<1, for the jitter.
    public init(
        upstream: any Upstream, gate: SharedUpstreamGate, clock: any Timekeeper, attemptTimeout: Duration,
        answered: @escaping @Sendable (Message, Endpoint) -> Void = { _, _ in },
        chance: @escaping @Sendable () -> Double = { Chance.shared.next() }
    ) {
        self.upstream = upstream
        self.gate = gate
        self.clock = clock
        fairTime = attemptTimeout / 2
        self.answered = answered
        self.chance = chance
    }

    /// Calls `endpoint` with `request`, which has been checked already.
    ///
    /// - Parameters:
    ///   - partner: as whom OY! must be asked; nil for whoever the gateway is.
    ///   - deadline: the caller's. The end comes a margin before it, so that it is still heard.
    ///   - retried: told of each attempt that another one follows, with its number; the last one is the call's own end.
    func call(
        _ endpoint: Endpoint, _ request: HTTPCall, as partner: PartnerFingerprint? = nil, deadline: MonotonicInstant,
        retried: (_ attempt: Int, CallReading) -> Void = { _, _ in }
    ) async -> CallEnd {
        var answers: [UpstreamAnswer] = []
        var end = await attempts(endpoint, request, as: partner, deadline: deadline, retried: retried) { outcome in
            if request.nameInAnswer != nil, case .answered(let answer) = outcome { answers.append(answer) }
        }
        end.answers = answers
        return end
    }

    /// - Parameter ended: told of how each attempt ended.
    private func attempts(
        _ endpoint: Endpoint, _ request: HTTPCall, as partner: PartnerFingerprint?, deadline: MonotonicInstant,
        retried: (_ attempt: Int, CallReading) -> Void, ended: (AttemptOutcome) -> Void
    ) async -> CallEnd {
        gate.callBegan()
        let lastMoment = DeadlineMargin.call.lastMoment(before: deadline, at: clock.now)
        var machine = RetryMachine(resend: endpoint.resend, deadline: lastMoment)
        while true {
            let start = clock.now
            if case .refused(let delay) = gate.admit(.otherCalls, at: start) {
                // Where an attempt may have changed something, the caller must not read that nothing was done.
                let refusal: RPCError =
                    machine.mayHaveChanged
                    ? .upstreamUnavailable(cause: "circuit_open", nil, http: nil, retryAfter: delay) : .circuitOpen(retryIn: delay)
                let error = refusal.adding("attempts", String(machine.attempts))
                return CallEnd(result: .failure(error), attempts: machine.attempts)
            }
            let outcome = await upstream.attempt(request, as: partner, deadline: lastMoment)
            ended(outcome)
            let end = clock.now
            let hurried = start.advanced(by: fairTime) > lastMoment
            gate.report(UpstreamEvidence(outcome, hurried: hurried), of: .otherCalls, at: end)

            let reading = CallReading(outcome, of: request, endpoint)
            let decision = gate.withBudget { budget in
                machine.attemptEnded(
                    reading.verdict, retryAfter: reading.retryAfter, at: end, chance: chance(), budget: &budget)
            }
            switch decision {
            case .stop(let stop):
                let end = reading.end(of: endpoint, after: machine, stop)
                if case .success(let answer) = end.result { answered(answer, endpoint) }
                return end
            case .again(let instant):
                retried(machine.attempts, reading)
                do {
                    try await clock.sleep(until: instant)
                } catch {
                    // The caller has gone: nobody waits for a further attempt.
                    return reading.end(of: endpoint, after: machine, .deadline)
                }
            }
        }
    }
}
