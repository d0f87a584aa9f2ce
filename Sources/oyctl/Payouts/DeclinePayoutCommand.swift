import ArgumentParser
import Contract

/// `oyctl payouts decline invoice-4711 --reason "paid in March already"`
struct DeclinePayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Ends a payout that waits for another person (role approver).")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName
    @OptionGroup var why: Reason

    func run() async throws {
        try await PayoutsCommand.call(.declinePayout, about: payout, because: why, with: options)
    }
}
