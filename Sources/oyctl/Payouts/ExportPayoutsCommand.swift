import ArgumentParser
import Contract

/// `oyctl payouts export --day 2026-11-26 > payouts.csv`
struct ExportPayoutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes all matching payouts as CSV, newest first; the count and sum of each state go to standard error.",
        discussion: """
            One line for each payout, as RFC 4180 has it. A text that a spreadsheet would take for a formula has an apostrophe \
            before it. Where the exit status is not 0, payouts are missing; --after TOKEN goes on where it ended.
            """)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var selection: PayoutSelection

    @Option(name: .long, help: ArgumentHelp("Go on there, without the heading.", valueName: "token"))
    var after = ""

    private static let pageSize = 500

    func run() async throws {
        var totals = PayoutTotals()
        var token = try await writePage(after: after, heading: after.isEmpty, &totals)
        while !token.isEmpty {
            do {
                token = try await writePage(after: token, &totals)
            } catch {
                Output.complain("  Payouts are missing. To go on later: --after \(token)\n")
                throw error
            }
        }
        Output.complain(totals.text)
    }

    /// - Parameter heading: whether the columns' names come first. Not before the call is known to work: they alone would read as a day
    ///   without payouts.
    /// - Returns: where the next page begins; empty after the last.
    private func writePage(after token: String, heading: Bool = false, _ totals: inout PayoutTotals) async throws -> String {
        let (endpoint, request) = try selection.page(after: token, size: Self.pageSize)
        var next = ""
        try await connection.call(endpoint, request) { page in
            let payouts = page.messages("payouts")
            let lines = (heading ? [PayoutColumn.allCases.map(\.rawValue)] : [])
                + payouts.map { payout in PayoutColumn.allCases.map { $0.value(of: payout) } }
            // At once: of a page that fails nothing is there, so that nothing is there twice once it goes on.
            try Output.write(Array(lines.map(CSVLine.text).joined().utf8))
            for payout in payouts { totals.add(payout) }
            next = page.string("next_page_token")
        }
        return next
    }
}
