import Contract
import Synchronization
import Testing

@testable import Gateway

/// The gate hears of each permit exactly once: else a half-open circuit would wait for an attempt that nobody makes.
@Suite struct AttemptPermitTests {
    private final class Reports: Sendable {
        let heard = Mutex<[AttemptOutcome?]>([])
        var permit: AttemptPermit { AttemptPermit { outcome in self.heard.withLock { $0.append(outcome) } } }
        var all: [AttemptOutcome?] { heard.withLock { $0 } }
    }

    private let outcome = AttemptOutcome.unknown(AttemptFailure(.timedOut))

    @Test func whatBecameOfTheAttempt() {
        let reports = Reports()
        do {
            let permit = reports.permit
            permit.ended(outcome)
            permit.giveBack()
            permit.ended(outcome)
        }
        #expect(reports.all == [outcome])
    }

    @Test func givenBack() {
        let reports = Reports()
        do {
            let permit = reports.permit
            permit.giveBack()
            #expect(reports.all == [nil])
        }
        #expect(reports.all == [nil])
    }

    @Test func forgotten() {
        let reports = Reports()
        _ = reports.permit
        #expect(reports.all == [nil])
    }
}
