import ArgumentParser
import Contract

/// `oyctl payouts wait invoice-4711 --timeout 60`
struct WaitPayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Waits until a payout is final, and shows it; or as it is when --timeout is over.")

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName

    func run() async throws {
        let (endpoint, request) = try PayoutsCommand.request(of: "WaitPayout", ["partner_trx_id": payout.id])
        try await options.call(endpoint, request)
    }
}
