import ArgumentParser
import Contract

/// `oyctl payouts wait invoice-4711 --timeout 60`
struct WaitPayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Waits until a payout is final, and shows it; or as it is when --timeout is over.",
        discussion: "Exit status 0 says that it could be shown, not that it was paid: only the state COMPLETED does.")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName

    func run() async throws {
        try await PayoutsCommand.call(.waitPayout, about: payout, with: options)
    }
}
