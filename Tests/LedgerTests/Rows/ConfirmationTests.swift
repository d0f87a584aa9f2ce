import Gateway
import TestSupport
import Testing

@testable import Ledger

/// Which accounts callers have looked up, on disk.
@Suite struct ConfirmationTests {
    let directory = try! TemporaryDirectory()

    private func change(_ account: String, by caller: String = "payroll", at time: Int64) -> LedgerChange {
        LedgerChange(
            entries: [.sample("inquiry")],
            confirmations: [
                AccountConfirmation(caller: caller, account: account, confirmedAt: WallTime(milliseconds: time))
            ])
    }

    @Test func theLatestCountsAndARestartForgetsNothing() async throws {
        var ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(change("A", at: 5_000))
        // By a clock that was ahead, and is mended by the next one.
        try await ledger.commit(change("A", at: 90_000))
        try await ledger.commit(change("A", at: 9_000))
        try await ledger.commit(change("A", by: "refunds", at: 8_000))
        await ledger.close()
        ledger = try SQLiteLedger(path: directory.ledger)
        #expect(try await ledger.confirmation(of: "A", by: "payroll") == WallTime(milliseconds: 9_000))
        #expect(try await ledger.confirmation(of: "A", by: "refunds") == WallTime(milliseconds: 8_000))
        #expect(try await ledger.confirmation(of: "B", by: "payroll") == nil)
        #expect(try await ledger.confirmation(of: "A", by: "nobody") == nil)
        await ledger.close()
    }

    @Test func whatIsOlderThanAnyWindowIsForgotten() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number in 0..<100 { try await ledger.commit(change("old-\(number)", at: Int64(number))) }
        let window = PayoutLimits.longestInquiryWindow.wholeMilliseconds
        for number in 0..<100 { try await ledger.commit(change("new-\(number)", at: window + 50 + Int64(number) * 60_000)) }
        await ledger.close()
        let onlooker = try Onlooker(directory.ledger)
        #expect(try onlooker.number("SELECT count(*) FROM confirmations WHERE account LIKE 'new-%'") == 100)
        #expect(try onlooker.number("SELECT count(*) FROM confirmations WHERE account LIKE 'old-%'") == 0)
    }
}
