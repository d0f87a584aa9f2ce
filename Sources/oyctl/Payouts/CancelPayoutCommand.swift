import ArgumentParser
import Contract

/// `oyctl payouts cancel invoice-4711 --reason "ordered twice"`
struct CancelPayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancels a payout that OY! certainly does not have.")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName
    @OptionGroup var why: Reason

    func run() async throws {
        try await PayoutsCommand.call(.cancelPayout, about: payout, because: why, with: options)
    }
}
