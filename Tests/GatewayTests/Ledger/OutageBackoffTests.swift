import Testing

@testable import Gateway

/// While the ledger fails it is left alone, longer each time.
@Suite struct OutageBackoffTests {
    /// A commit of a payout ends the rest, whoever asked for it.
    @Test func theRestEndsWithACommit() {
        var rest = OutageBackoff()
        let start = MonotonicInstant(nanoseconds: 0)
        rest.ledgerFailed(at: start)
        rest.ledgerFailed(at: start)
        #expect(rest.isResting(at: start.advanced(by: .milliseconds(999))))
        #expect(!rest.isResting(at: start.advanced(by: .seconds(1))))
        rest.ledgerFailed(at: start.advanced(by: .seconds(1)))
        #expect(rest.isResting(at: start.advanced(by: .milliseconds(2_999))))
        rest.committed()
        #expect(!rest.isResting(at: start.advanced(by: .seconds(1))))
    }
}
