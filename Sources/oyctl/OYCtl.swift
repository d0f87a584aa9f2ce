import ArgumentParser
import Contract

/// The operator's tool.
@main
struct OYCtl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oyctl",
        abstract: "Calls oyd on its Unix socket, with JSON in and out, and reads its ledger.",
        discussion: """
            Exit status: 0 success, 1 the call or the command failed (the reason is on standard error), 64 wrong usage;
            2 of `audit verify`: the ledger cannot be read; 3 and 4 of `payouts wait --exit-status`: it ended unpaid, it is open.
            """,
        version: Version.current,
        subcommands: [
            StatusCommand.self, CallCommand.self, PayoutsCommand.self, MethodsCommand.self, DescribeCommand.self, AuditCommand.self,
        ])
}

/// Where oyd listens.
struct SocketOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The socket of oyd. (default: $OY_SOCKET, or else /run/oyd/oyd.sock)", valueName: "path"),
        completion: .file())
    var socket: String?

    /// The path to connect to.
    func path(environment: [String: String]) -> String {
        let named = environment["OY_SOCKET"] ?? ""
        return socket ?? (named.isEmpty ? "/run/oyd/oyd.sock" : named)
    }
}
