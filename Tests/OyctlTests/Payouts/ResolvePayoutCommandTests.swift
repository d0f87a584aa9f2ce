import ArgumentParser
import Testing

@testable import oyctl

@Suite struct ResolvePayoutCommandTests {
    @Test(arguments: ["not-paid", "not_paid", "NOT_PAID"])
    func `a decision has its name in the contract, too`(word: String) throws {
        let command = try PayoutsCommand.parseAsRoot(["resolve", "x", word, "--reason", "y"])
        #expect((command as? ResolvePayoutCommand)?.resolution == .notPaid)
    }
}
