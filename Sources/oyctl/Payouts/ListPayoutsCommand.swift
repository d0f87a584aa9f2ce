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

    func run() async throws {
        var (endpoint, request) = try PayoutsCommand.request(
            of: "ListPayouts", ["caller": caller, "day": day, "page_token": after])
        let states = endpoint.request.field("states")?.enumeration
        for name in state {
            guard let number = states?.number(of: name.uppercased()) else { throw ValidationError("there is no state \(name)") }
            request.append("states", Int64(number))
        }
        guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500") }
        request.set("page_size", to: Int64(limit))
        try await options.call(endpoint, request)
    }
}
