@testable import Gateway

/// What others hear of the payout who ask OY!: callers of `GetRemitStatus`, and the look-up for a callback.
extension Simulation {
    /// In some runs somebody asks, and in those in which OY! has paid one of the name before.
    func planLookUps() {
        guard oy.earlier != nil || chance.percent(50) else { return }
        for _ in 1...(1 + chance.below(3)) {
            schedule(.looksUp, in: Int64(chance.below(chance.percent(60) ? 90_000 : 2_400_000)))
        }
    }

    /// OY! is asked. Of what is yet to be sent it has nothing, and of another partner's payout it does not know.
    ///
    /// - Parameter time: how long the answer takes at most; nil where that is chance.
    func looksUp(within time: Int? = nil) {
        guard isUp, let known = onDisk, known.state != .recorded, known.belongs(to: partner) else { return }
        // Others may be answered by a copy of OY!'s books that is better kept than the one that answers the host.
        var weather = weather
        if chance.percent(70) { (weather.staleStatus, weather.uselessStatus) = (0, 0) }
        let answer = oy.status(as: partner, now: now, weather, &chance)
        let outcome = AttemptOutcome.answered(UpstreamAnswer(status: answer.http, retryAfter: answer.retryAfter, body: []))
        let heard = AttemptReading(outcome, to: .remitStatus, about: known, read: { _ in answer.word })
        let back = Int64(1 + chance.below(time ?? (chance.percent(50) ? 1000 : 29_000)))
        if known.isAcknowledged(by: heard) || known.livesOn(by: heard) {
            schedule(.heard(heard, version: known.version), in: back, process: process, anyStep: true)
        }
        // Behind it: what was heard is on disk, or waits to be, before OY! is asked.
        if case .word(let word) = heard, [.completed, .failed].contains(StatusVerdict(word)) {
            schedule(.askNow(known), in: back, process: process, anyStep: true)
        }
    }

    /// As `PayoutProcessor.askNow`: by the row as it was when OY! was asked.
    func askNow(about known: Payout) {
        guard flight == nil, known.state.movesByOYsWord, known.belongs(to: partner) else { return }
        let clear = isClear
        begin(stored: known) { $0.turnCame(at: self.wall, clear: clear) }
    }

    /// Its turn comes after the flight.
    func heard(_ heard: AttemptReading, _ version: Int64) {
        witness.hears()
        take(.heard(heard, version: version))
    }

    func note(_ heard: AttemptReading, _ version: Int64) {
        guard let before = onDisk else { return }
        let isNews = witness.heard(heard, before, of: version, as: partner)
        if isNews { sights.heard += 1 }
        begin(stored: before) { flight in
            flight.heard(heard, since: version, at: self.wall)
            if self.mutant == .rule3ForgetsWhatWasHeard, before.state == .unknown {
                flight.machine.payout.state = .unknown
                flight.machine.payout.isAcknowledged = false
            }
            if self.mutant == .rule3ForgetsThatItHadFailed, case .word(let word) = heard, StatusVerdict(word) == .failed {
                flight.machine.payout.isAcknowledged = false
            }
        }
        if isNews, flight == nil { witness.missedWhatWasHeard() }
    }
}
