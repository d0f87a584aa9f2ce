import ArgumentParser
// For what it does before main: no file becomes standard output.
import CHost
import Foundation
import OYSimulator

/// `oysim`: a simulated OY! for development, tests and demos. docs/simulator.md is its manual.
@main
struct OYSim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oysim",
        abstract: "A simulator of the OY! API over real HTTP and HTTPS: mock numbers, state, callbacks, faults.",
        version: version)

    /// The gateway's, with which it comes: a test holds them equal. From there the simulator takes nothing.
    private static let version = "0.1.0"

    @Option(help: "Address for HTTP, host:port; port 0 takes any free one. \"none\" for no HTTP.")
    var listen = "127.0.0.1:0"

    @Option(help: "Address for HTTPS, host:port. Needs --tls-cert and --tls-key, or --generate-tls.")
    var listenTls: String?

    @Option(help: "An address of its own for the control API, which no fault closes.")
    var listenControl: String?

    @Option(help: "Certificate chain for HTTPS, PEM.")
    var tlsCert: String?

    @Option(help: "Private key for HTTPS, PEM.")
    var tlsKey: String?

    @Option(help: "Directory for a throw-away ca.pem, server.pem and server.key, made where missing. Without --listen-tls, only makes them.")
    var generateTls: String?

    @Option(help: "The user name that is accepted.")
    var username = "myuser"

    @Option(help: "The API key that is accepted. A simulator's key is no secret.")
    var apiKey = "7654321"

    @Option(help: "Header that carries the user name.")
    var usernameHeader = "X-OY-Username"

    @Option(help: "Header that carries the API key.")
    var apiKeyHeader = "X-Api-Key"

    @Option(help: "What stands before every path, such as /staging/partner.")
    var pathPrefix = ""

    @Option(help: "Where callbacks go, http://host:port/path; /va, /kyc, /pfm or /disbursement is added.")
    var callbackUrl: String?

    @Option(help: "The partner's deposit, in rupiah.")
    var balance = 1_000_000_000

    @Option(help: "The largest payout, in rupiah.")
    var maxAmount = 100_000_000

    @Option(help: "Time until an accepted payout is final: 500ms, 2s, 1m; \"never\" leaves it to the control API.")
    var settleAfter = "2s"

    @Option(help: "Of a hundred payouts, how many fail.")
    var failPercent = 0

    @Flag(help: "Accept a partner_trx_id more than once, and execute it each time.")
    var noDedup = false

    @Option(help: "File that gets the ports once they are open: \"http=8080\", \"https=…\", \"control=…\", one per line.")
    var portFile: String?

    @Flag(help: "No line per request.")
    var quiet = false

    func run() async throws {
        var configuration = SimulatorConfiguration()
        let certificates = try generateTls.map { try ThrowawayCertificates(in: $0) }
        if let certificates, listenTls == nil {
            print("oysim: wrote \(certificates.authorityFile), \(certificates.certificateFile), \(certificates.keyFile)")
            return
        }
        configuration.listen = listen == "none" ? nil : try address(listen, "--listen")
        configuration.listenTLS = try listenTls.map { try address($0, "--listen-tls") }
        configuration.listenControl = try listenControl.map { try address($0, "--listen-control") }
        if let certificate = tlsCert ?? certificates?.certificateFile, let key = tlsKey ?? certificates?.keyFile {
            configuration.tls = .init(certificateFile: certificate, keyFile: key)
        }
        configuration.username = username
        configuration.apiKey = apiKey
        configuration.usernameHeader = usernameHeader
        configuration.apiKeyHeader = apiKeyHeader
        configuration.pathPrefix = pathPrefix
        configuration.callbackURL = callbackUrl
        configuration.balance = balance
        configuration.maximumPayout = maxAmount
        configuration.settleAfter = try duration(settleAfter)
        guard (0...100).contains(failPercent) else { throw ValidationError("--fail-percent is from 0 to 100") }
        configuration.failPercent = failPercent
        configuration.deduplicates = !noDedup
        if !quiet { configuration.log = say }
        try await SimulatorProcess(configuration: configuration, portFile: portFile, say: say).run()
    }

    private func address(_ text: String, _ option: String) throws -> SimulatorConfiguration.Address {
        guard let address = SimulatorConfiguration.Address(text) else {
            throw ValidationError("\(option) is host:port, not \(text)")
        }
        return address
    }

    private func duration(_ text: String) throws -> Duration? {
        if text == "never" { return nil }
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
        for (unit, seconds) in units where text.hasSuffix(unit) {
            if let number = Double(text.dropLast(unit.count)), number >= 0, number < 1_000_000 {
                return .milliseconds(Int64(number * seconds * 1000))
            }
        }
        throw ValidationError("--settle-after is a time such as 500ms, 2s or 1m, or \"never\"; not \(text)")
    }
}

/// Writes one line to standard output at once, whoever reads it.
@Sendable private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
