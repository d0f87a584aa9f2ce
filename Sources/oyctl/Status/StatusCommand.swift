import ArgumentParser
import Contract
import Gateway

/// `oyctl status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tells in a few lines how the gateway is: whether it serves, what is open, which alarms stand.",
        discussion: """
            Exit status: 0 it serves and no alarm stands; 1 it does not serve, an alarm stands, it can't be asked, or it gets nothing from OY! \
            when it is asked for the balance (no usable answer, or the gateway's credentials are refused). What you may not ask is left out, and \
            only a caller with a role is told of payouts, and of alarms about them. What happened to single payouts is not told here: \
            `oyctl audit show --kind alarm LEDGER` lists it, for whoever may read the ledger's file (/var/lib/oyd/ledger.db).
            """)

    @OptionGroup var connection: ConnectionOptions

    @Flag(name: .long, help: "Print one JSON object on one line, for programs.")
    var json = false

    func run() async throws {
        let answers = try await StatusQuestions(connection: connection).ask()
        let report = StatusReport(answers, now: .now)
        try Output.line(json ? ErrorReport.harmless(json: report.json) : report.lines.joined(separator: "\n"))
        guard report.isWell else { throw ExitCode.failure }
    }
}
