import Gateway

@testable import Ledger

extension SQLiteLedger {
    /// Every payout that is not final, whatever its turn is about.
    func allOpenPayouts() async throws -> [Payout] {
        var payouts: [Payout] = []
        for turn in PayoutTurn.allCases {
            payouts += try await openPayouts(for: turn, dueBy: WallTime(milliseconds: .max), after: nil, limit: 100)
        }
        return payouts
    }
}
