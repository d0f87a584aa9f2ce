import ArgumentParser
import Contract

/// The operator's tool.
@main
struct OYCtl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oyctl",
        abstract: "Calls oyd on its Unix socket, with JSON in and out, and reads its ledger.",
        discussion: """
            Exit status: 0 success; 1 the call or the command failed (the reason is on standard error), or something is not well (`status` \
            and `audit verify` say what); 2 of `audit verify`: the ledger cannot be read; 3 and 4 of `payouts wait --exit-status`: it ended \
            unpaid, it is open; 64 wrong usage.
            """,
        version: Version.current,
        subcommands: [
            StatusCommand.self, CallCommand.self, PayoutsCommand.self, MethodsCommand.self, DescribeCommand.self, AuditCommand.self,
        ])
}
