import ArgumentParser
import Contract
import Gateway

/// Which payouts a command is about.
struct PayoutSelection: ParsableArguments {
    private static let states = PayoutState.allCases.map(\.rawValue)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only those in this state: \(PayoutSelection.states.joined(separator: ", ")); may be given more than once.",
            valueName: "state"),
        completion: .list(PayoutSelection.states))
    var state: [String] = []

    @Option(name: .long, help: ArgumentHelp("Only this caller's.", valueName: "name"))
    var caller = ""

    @Option(name: .long, help: ArgumentHelp("Only those asked for on this day, in the daemon's time zone.", valueName: "yyyy-MM-dd"))
    var day = ""

    /// The RPC that lists them, and its request for a page.
    ///
    /// - Parameters:
    ///   - day: in the place of `day`, where it is given.
    ///   - token: the `next_page_token` of the page before; empty for the first.
    ///   - size: how many at most.
    func page(of day: String? = nil, after token: String, size: Int) throws -> (endpoint: Endpoint, request: Message) {
        var (endpoint, request) = try PayoutsCommand.request(
            of: .listPayouts, ["caller": caller, "day": day ?? self.day, "page_token": token])
        let states = endpoint.request.field("states")?.enumeration
        for name in state {
            guard let number = states?.number(of: name.uppercased()) else {
                throw Output.usageError("there is no state \(name); `oyctl payouts list --help` names them")
            }
            request.append("states", Int64(number))
        }
        request.set("page_size", to: Int64(size))
        return (endpoint, request)
    }
}
