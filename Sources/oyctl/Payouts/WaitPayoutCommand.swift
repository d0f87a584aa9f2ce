import ArgumentParser
import Contract
import Gateway

/// `oyctl payouts wait invoice-4711 --timeout 60`
struct WaitPayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Waits until a payout is final, and shows it; or as it is when --timeout is over, or the gateway stops.",
        discussion: """
            Exit status 0 says that it could be shown, not that it was paid: only the state COMPLETED does.

            With --exit-status: 0 COMPLETED; 3 it ended otherwise (FAILED, REJECTED or CANCELLED), which alone does not allow to pay it under \
            another id; 4 it is still open; 1 it could not be shown.
            """)

    @OptionGroup var options: CallOptions
    @OptionGroup var payout: PayoutName

    @Flag(name: .long, help: "Tell by the exit status what became of it.")
    var exitStatus = false

    func run() async throws {
        let payout = try await PayoutsCommand.call(.waitPayout, about: payout, with: options)
        guard exitStatus else { return }
        let code = Self.exitCode(of: payout?.stateName ?? "")
        if code != .success { throw code }
    }

    /// - Parameter state: a name that the contract may not have had when this was written is taken for open.
    static func exitCode(of state: String) -> ExitCode {
        switch PayoutState(rawValue: state) {
        case .completed: .success
        case .failed, .rejected, .cancelled: ExitCode(3)
        case .recorded, .unknown, .inProgress, .awaitingApproval, nil: ExitCode(4)
        }
    }
}
