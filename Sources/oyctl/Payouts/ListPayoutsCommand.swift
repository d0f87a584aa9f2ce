import ArgumentParser
import Contract
import Gateway

/// `oyctl payouts list --state AWAITING_APPROVAL`
struct ListPayoutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists payouts, the newest first. A caller with a role sees other callers' payouts, too.",
        discussion: """
            On a terminal a table, otherwise JSON. TO is bank and account, times are in UTC. NOTE tells until when a payout waits \
            for approval, who decided about it and why, and what OY! said of one that was not paid; a long one is cut, and the JSON has all of it.
            """)

    @OptionGroup var options: CallOptions
    @OptionGroup var selection: PayoutSelection
    @OptionGroup var form: ListForm

    @Option(name: .long, help: ArgumentHelp("How many at most, up to \(PayoutLimits.largestPageSize).", valueName: "number"))
    var limit = PayoutLimits.pageSize

    @Option(name: .long, help: ArgumentHelp("The next_page_token of the page before.", valueName: "token"))
    var after = ""

    func validate() throws {
        let most = PayoutLimits.largestPageSize
        guard (1...most).contains(limit) else { throw ValidationError("--limit must be from 1 to \(most)") }
        guard !(form.table && options.compact) else { throw ValidationError("--table and --compact exclude each other") }
    }

    func run() async throws {
        let (endpoint, request) = try selection.page(after: after, size: limit)
        guard form.isTable(isCompact: options.compact) else {
            try await options.call(endpoint, request)
            return
        }
        var isEmpty = false
        try await options.connection.call(endpoint, request) { page in
            let payouts = page.messages("payouts")
            guard !payouts.isEmpty else { return isEmpty = true }
            try Output.line(PayoutTable.lines(payouts, fitting: Output.terminalColumns).joined(separator: "\n"))
            let next = page.string("next_page_token")
            if !next.isEmpty { Output.complain("There are more: --after \(next.escaped)\n") }
        }
        // A table that is not empty names the callers.
        if isEmpty { Output.complain("No payouts match.\n\(try await PayoutScope.ask(selection, options.connection).note)") }
    }
}
