import ArgumentParser
import Testing

@testable import oyctl

/// What `oyctl payouts wait --exit-status` says of a payout.
@Suite struct WaitPayoutCommandTests {
    @Test(arguments: [
        ("COMPLETED", 0), ("FAILED", 3), ("REJECTED", 3), ("CANCELLED", 3), ("UNKNOWN", 4), ("IN_PROGRESS", 4), ("RECORDED", 4),
        ("AWAITING_APPROVAL", 4), ("9", 4), ("", 4),
    ] as [(String, Int32)])
    func `each state has its exit status`(state: String, code: Int32) {
        #expect(WaitPayoutCommand.exitCode(of: state).rawValue == code)
    }
}
