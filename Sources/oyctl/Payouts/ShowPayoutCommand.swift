import ArgumentParser
import Contract

/// `oyctl payouts show invoice-4711`
struct ShowPayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a payout as the ledger has it. (Its history: oyctl audit show --payout ID LEDGER.)")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName

    func run() async throws {
        try await PayoutsCommand.call(.getPayout, about: payout, with: options)
    }
}
