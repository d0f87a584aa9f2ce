import ArgumentParser
import Contract

/// `oyctl payouts export --day 2026-11-26 > payouts.csv`
struct ExportPayoutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes all payouts that fit as CSV, the newest first; how many and how much in each state goes to standard error.",
        discussion: """
            One line for each payout, as RFC 4180 has it. A text that a spreadsheet would take for a formula has an apostrophe \
            before it. Where the exit status is not 0, payouts are missing.
            """)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var selection: PayoutSelection

    private static let pageSize = 500

    func run() async throws {
        var totals = PayoutTotals()
        try Output.write(Array(CSVLine.text(PayoutColumn.allCases.map(\.rawValue)).utf8))
        var token = ""
        repeat {
            let (endpoint, request) = try selection.page(after: token, size: Self.pageSize)
            try await connection.call(endpoint, request) { page in
                for payout in page.messages("payouts") {
                    try Output.write(Array(CSVLine.text(PayoutColumn.allCases.map { $0.value(of: payout) }).utf8))
                    totals.add(payout)
                }
                token = page.string("next_page_token")
            }
        } while !token.isEmpty
        Output.complain(totals.text)
    }
}
