import ArgumentParser
import Contract
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

    /// As the parser's own, but for how it says what went wrong: the journal is to hear of a start that fails as of an error.
    static func main() async {
        do {
            var command = try await asyncParseAsRoot(nil)
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch {
            let code = exitCode(for: error)
            // Help was asked for, or the version.
            if code.isSuccess { exit(withError: error) }
            let message = fullMessage(for: error)
            if !message.isEmpty { StandardError.write(error: message) }
            exit(withError: code)
        }
    }

    mutating func run() async throws {
        let document = try ConfigurationFile.read(config)
        if check { return try await report(on: document) }
        let settings = LiveSettings(document.configuration)
        let format = document.configuration.log.format
        try await Daemon.run(
            document, settings: settings,
            logger: Logger(label: "oyd") { _ in LineLogHandler(format: format, settings: settings) })
    }

    private func report(on document: ConfigurationDocument) async throws {
        let report = try await CheckReport(document)
        for line in report.inOrder { print("ok  \(line)") }
        for line in report.warnings { print("warning  \(line)") }
        guard report.findings.isEmpty else {
            for finding in report.findings { StandardError.write(error: "Error: \(finding)") }
            throw ExitCode.failure
        }
    }
}
