import ArgumentParser
import Contract
import Gateway

/// `oyctl payouts export --day 2026-11-26 > payouts.csv`
struct ExportPayoutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes all matching payouts as CSV, newest first; the count and sum of each state go to standard error.",
        discussion: """
            One line for each payout, as RFC 4180 has it. A text that a spreadsheet would take for a formula has an apostrophe \
            before it. Where the exit status is not 0, payouts are missing: standard error says with which options it goes on where it ended, or \
            that it must begin anew.

            A caller without a role sees its own payouts only, and standard error says so.
            """)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var selection: PayoutSelection
    @OptionGroup var days: ExportedDays

    @Option(name: .long, help: ArgumentHelp("Go on there, without the heading.", valueName: "token"))
    var after = ""

    @Flag(name: .long, help: "Leave the heading out.")
    var noHeading = false

    func validate() throws {
        guard selection.day.isEmpty || days.all.isEmpty else { throw ValidationError("--day excludes --from-day and --to-day") }
    }

    func run() async throws {
        _ = try selection.page(after: after, size: 1)  // What is no selection is said before anything is asked.
        let scope = try await PayoutScope.ask(selection, connection)
        var totals = PayoutTotals()
        var isBegun = false
        // One day after another: a list of many days would be read as a whole each time.
        for day in days.all.isEmpty ? [selection.day] : days.all {
            var token = isBegun ? "" : after
            repeat {
                do {
                    let isHeaded = !isBegun && after.isEmpty && !noHeading
                    token = try await writePage(of: day, after: token, heading: isHeaded, &totals)
                    isBegun = true
                } catch let failure as Output.Failure where !failure.isTakenBack {
                    Output.complain("  Payouts are missing, and the last line may be incomplete: begin anew.\n")
                    throw failure
                } catch {
                    if isBegun {
                        Output.complain("  Payouts are missing. To go on later: \(wayOn(day, token))\n")
                        Output.complain(report(totals, scope, isCutShort: true))
                    }
                    throw error
                }
            } while !token.isEmpty
        }
        Output.complain(report(totals, scope, isCutShort: false))
    }

    private func report(_ totals: PayoutTotals, _ scope: PayoutScope, isCutShort: Bool) -> String {
        PayoutTotals.heading(isPart: !after.isEmpty, isCutShort: isCutShort) + totals.text + scope.note
    }

    /// The options with which an export goes on that could not write the page behind a token.
    private func wayOn(_ day: String, _ token: String) -> String {
        let range = days.all.first.map { _ in "--from-day \(days.all.last ?? day) --to-day \(day) " } ?? ""
        return range + (token.isEmpty ? "--no-heading" : "--after \(token)")
    }

    /// - Parameter heading: whether the columns' names come first. Not before the call is known to work: they alone would read as a day
    ///   without payouts.
    /// - Returns: where the next page begins; empty after the last.
    private func writePage(of day: String, after token: String, heading: Bool, _ totals: inout PayoutTotals) async throws -> String {
        let (endpoint, request) = try selection.page(of: day, after: token, size: PayoutLimits.largestPageSize)
        var next = ""
        try await connection.call(endpoint, request) { page in
            let payouts = page.messages("payouts")
            let lines = (heading ? [PayoutColumn.allCases.map(\.rawValue)] : [])
                + payouts.map { payout in PayoutColumn.allCases.map { $0.value(of: payout) } }
            // Of a page that fails nothing is there, so that nothing is there twice once it goes on.
            try Output.writeWhole(Array(lines.map(CSVLine.text).joined().utf8))
            for payout in payouts { totals.add(payout) }
            next = page.string("next_page_token")
        }
        return next
    }
}
