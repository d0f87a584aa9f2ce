import ArgumentParser

/// `oyctl payouts list --state AWAITING_APPROVAL`
struct ListPayoutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists payouts, the newest first; of other callers too, where one's role allows it.")

    @OptionGroup var options: CallOptions
    @OptionGroup var selection: PayoutSelection

    @Option(name: .long, help: ArgumentHelp("How many at most, up to 500.", valueName: "number"))
    var limit = 50

    @Option(name: .long, help: ArgumentHelp("The next_page_token of the page before.", valueName: "token"))
    var after = ""

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500") }
    }

    func run() async throws {
        let (endpoint, request) = try selection.page(after: after, size: limit)
        try await options.call(endpoint, request)
    }
}
