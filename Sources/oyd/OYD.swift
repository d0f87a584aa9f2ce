import ArgumentParser
import Logging
import OYDaemon

/// The daemon that holds the OY! credentials.
@main
struct OYD: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oyd",
        abstract: "Holds the OY! API credentials and serves RPCs on a Unix socket.",
        version: Version.current)

    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String

    @Flag(name: .long, help: "Check configuration, credentials, ledger and socket, and exit.")
    var check = false

    mutating func run() async throws {
        let configuration = try ConfigurationFile.read(config)
        if check {
            for finding in try await Daemon.check(configuration) { print("ok  \(finding)") }
        } else {
            let log = configuration.log
            try await Daemon.run(configuration, logger: Logger(label: "oyd") { LineLogHandler(label: $0, log: log) })
        }
    }
}
