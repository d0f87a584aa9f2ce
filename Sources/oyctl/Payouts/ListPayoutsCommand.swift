import ArgumentParser
import Contract

/// `oyctl payouts list --state AWAITING_APPROVAL`
struct ListPayoutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists payouts, the newest first; of other callers too, where one's role allows it.")

    @OptionGroup var options: CallOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only those in this state: RECORDED, AWAITING_APPROVAL, UNKNOWN, IN_PROGRESS, COMPLETED, REJECTED, FAILED or CANCELLED; may be given more than once.",
            valueName: "state"))
    var state: [String] = []

    @Option(name: .long, help: ArgumentHelp("Only this caller's.", valueName: "name"))
    var caller = ""

    @Option(name: .long, help: ArgumentHelp("Only those recorded on this day, in the daemon's time zone.", valueName: "yyyy-MM-dd"))
    var day = ""

    @Option(name: .long, help: ArgumentHelp("How many at most, up to 500.", valueName: "number"))
    var limit = 50

    @Option(name: .long, help: ArgumentHelp("The next_page_token of the page before.", valueName: "token"))
    var after = ""

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500") }
    }

    func run() async throws {
        var (endpoint, request) = try PayoutsCommand.request(
            of: "ListPayouts", ["caller": caller, "day": day, "page_token": after])
        let states = endpoint.request.field("states")?.enumeration
        for name in state {
            guard let number = states?.number(of: name.uppercased()) else {
                // Not `ValidationError`, which would show how oyctl is used besides.
                Output.complain("Error: there is no state \(name); `oyctl payouts list --help` names them\n")
                throw ExitCode.validationFailure
            }
            request.append("states", Int64(number))
        }
        request.set("page_size", to: Int64(limit))
        try await options.call(endpoint, request)
    }
}
