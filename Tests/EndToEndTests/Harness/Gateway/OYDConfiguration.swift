import Glibc
import TestSupport

/// What a test's `oyd` is configured with; writes the YAML. A test changes what it is about.
struct OYDConfiguration {
    /// An entry under `callers`.
    struct Caller {
        var name: String
        var uid: UInt32
        var methods: [String]
        /// Kinds of events; nil for what comes of itself.
        var events: [String]?
        /// Further keys, such as `rate: 50/s`.
        var more: [String] = []

        fileprivate var yaml: String {
            let methods = methods.map { "\"\($0)\"" }.joined(separator: ", ")
            let events = events.map { ["events: [\($0.joined(separator: ", "))]"] } ?? []
            let keys = ["name: \(name)", "uid: \(uid)", "methods: [\(methods)]"] + events + more
            return "  - { \(keys.joined(separator: ", ")) }\n"
        }
    }

    /// Where its files are, and those of the daemon that it is for.
    let directory: TemporaryDirectory
    var socketPath: String
    var socketMode = "0600"
    var baseURL: String
    var caFile: String?
    var usernameFile: String
    var apiKeyFile: String
    var ledgerPath: String
    /// Further lines under `upstream`, such as `attempt_timeout: 2s`.
    var upstream: [String] = []
    var logFormat = "text"
    var logLevel = "info"
    var callers = [Caller(name: "tester", uid: getuid(), methods: ["*"])]
    /// Further sections, as YAML.
    var more = ""

    /// A right configuration with its files in `directory`.
    ///
    /// - Parameters:
    ///   - simulator: where it sends; nil: where nobody listens.
    init(
        in directory: TemporaryDirectory, for simulator: SimulatorProcess? = nil, credentials: OYCredentials = .init()
    ) throws {
        self.directory = directory
        socketPath = directory["oyd.sock"]
        baseURL = simulator?.baseURL ?? "https://localhost:1"
        caFile = simulator?.caFile
        ledgerPath = directory["ledger.db"]
        usernameFile = try directory.write("username", credentials.username + "\n")
        apiKeyFile = try directory.write("api-key", credentials.apiKey + "\n")
    }

    var yaml: String {
        """
        socket: { path: \(socketPath), mode: "\(socketMode)" }
        upstream:
          base_url: \(baseURL)
        \(caFile.map { "  ca_file: \($0)\n" } ?? "")\(upstream.map { "  \($0)\n" }.joined())credentials:
          username_file: \(usernameFile)
          api_key_file: \(apiKeyFile)
        ledger: { path: \(ledgerPath) }
        log: { format: \(logFormat), level: \(logLevel) }
        callers:
        \(callers.map(\.yaml).joined())\(more)
        """
    }
}

/// What the simulator accepts. The key is long enough not to turn up in a log by chance.
struct OYCredentials {
    var username = "myuser"
    var apiKey = "key-c41d5e0f7b9a4c83a6d2"

    /// For oysim.
    var options: [String] { ["--username", username, "--api-key", apiKey] }
}
