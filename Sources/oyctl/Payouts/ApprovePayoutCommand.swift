import ArgumentParser
import Contract

/// `oyctl payouts approve invoice-4711 --reason "checked against the invoice"`
struct ApprovePayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approves a payout that awaits approval (role approver).")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName
    @OptionGroup var why: Reason

    func run() async throws {
        try await PayoutsCommand.call(.approvePayout, about: payout, because: why, with: options)
    }
}
