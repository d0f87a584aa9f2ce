import ArgumentParser
import Contract

/// `oyctl payouts export --day 2026-11-26 > payouts.csv`
struct ExportPayoutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes all payouts that fit as CSV, the newest first; how many and how much in each state goes to standard error.",
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
        if after.isEmpty { try Output.write(Array(CSVLine.text(PayoutColumn.allCases.map(\.rawValue)).utf8)) }
        var token = after
        repeat {
            do {
                token = try await writePage(after: token, &totals)
            } catch {
                if !token.isEmpty { Output.complain("  Payouts are missing. To go on later: --after \(token)\n") }
                throw error
            }
        } while !token.isEmpty
        Output.complain(totals.text)
    }

    /// - Returns: where the next page begins; empty after the last.
    private func writePage(after token: String, _ totals: inout PayoutTotals) async throws -> String {
        let (endpoint, request) = try selection.page(after: token, size: Self.pageSize)
        var next = ""
        try await connection.call(endpoint, request) { page in
            let payouts = page.messages("payouts")
            // At once: of a page that fails nothing is there, so that nothing is there twice once it goes on.
            try Output.write(Array(payouts.map { payout in CSVLine.text(PayoutColumn.allCases.map { $0.value(of: payout) }) }.joined().utf8))
            for payout in payouts { totals.add(payout) }
            next = page.string("next_page_token")
        }
        return next
    }
}
