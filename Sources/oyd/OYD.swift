import ArgumentParser
import Contract
import Glibc
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
            var errors = StandardError()
            for finding in report.findings { print("Error: \(finding)", to: &errors) }
            throw ExitCode.failure
        }
    }

    private struct StandardError: TextOutputStream {
        mutating func write(_ text: String) {
            var text = text
            text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
    }
}
