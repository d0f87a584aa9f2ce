import Contract
import Gateway
import HostFiles
import NIOCore
import TTRPC
import Upstream

/// Everything that must be right before the daemon can serve, made and checked without serving: what `--check` does, and
/// what `run` begins with.
struct Preflight: Sendable {
    let document: ConfigurationDocument
    let endpoints: EndpointTable
    let credentials: CredentialStore
    /// Nil where no callbacks are received.
    let callbackToken: CallbackTokenStore?
    /// The group that is to own the socket file.
    let socketGroup: UInt32?

    var configuration: Configuration { document.configuration }

    /// - Parameters:
    ///   - now: when the credentials are loaded.
    ///   - makesSocket: whether the daemon is to make its socket; it does not where the service manager hands one over.
    ///   - credentialsDirectory: where systemd hands over credentials, if it does.
    /// - Throws: everything that stands in the way, not only the first.
    init(
        _ document: ConfigurationDocument, now: WallTime, makesSocket: Bool = true,
        credentialsDirectory: String? = Configuration.systemdCredentialsDirectory
    ) throws(Findings) {
        let configuration = document.configuration
        var findings: [String] = []
        var endpoints: EndpointTable?
        do {
            endpoints = try EndpointTable(paths: configuration.paths)
        } catch {
            findings += Self.pathFindings(document, error)
        }
        if let endpoints { findings += ConsistencyCheck.findings(document, endpoints) }
        findings += Self.trustFindings(document)
        findings += UpstreamCheck.findings(document)
        var credentials: CredentialStore?
        var callbackToken: CallbackTokenStore?
        let nameFindings = CredentialNameCheck.findings(document, in: credentialsDirectory)
        findings += nameFindings
        if nameFindings.isEmpty {
            do {
                credentials = try CredentialStore(
                    configuration.credentials, for: configuration.upstream.baseURL, at: now)
            } catch {
                findings += error.all
            }
            do {
                callbackToken = try configuration.callbacks.map { try CallbackTokenStore(file: $0.tokenFile) }
            } catch {
                findings.append(document.finding("\(error)", at: "callbacks.token_file"))
            }
        }
        if case .unix(let path) = configuration.callbacks?.listen {
            // Made anew at each start, also where one was left.
            findings += SocketCheck.findings(at: path, isToBeMade: true).map { document.finding($0, at: "callbacks.listen") }
        }
        var socketGroup: UInt32?
        if makesSocket {
            do {
                socketGroup = try SocketCheck.group(of: configuration.socket)
            } catch {
                findings += error.all.map { document.finding($0, at: "socket.group") }
            }
            findings += SocketCheck.findings(configuration.socket).map { document.finding($0, at: "socket.path") }
        }
        guard let endpoints, let credentials, findings.isEmpty else { throw Findings(findings) }
        self.document = document
        self.endpoints = endpoints
        self.credentials = credentials
        self.callbackToken = callbackToken
        self.socketGroup = socketGroup
    }

    /// Which of the configured paths can't be used, each tried by itself: the table tells of one alone.
    ///
    /// - Parameter error: what the table says of all of them. It is all there is to say where each by itself could be used.
    private static func pathFindings(_ document: ConfigurationDocument, _ error: ContractError) -> [String] {
        let findings = document.configuration.paths.sorted { $0.key < $1.key }.compactMap { name, path -> String? in
            do throws(ContractError) {
                _ = try EndpointTable(paths: [name: path])
                return nil
            } catch {
                // The table names the RPC first, as the key does.
                let parts = error.message.split(separator: ": ", maxSplits: 1)
                let isNamed = parts.count == 2 && (parts[0] == name || parts[0].hasSuffix("/\(name)"))
                return document.finding(isNamed ? String(parts[1]) : error.message, at: "upstream.paths.\(name)")
            }
        }
        return findings.isEmpty ? [document.finding("\(error)", at: "upstream.paths")] : findings
    }

    /// Who could change what is decided here.
    private static func trustFindings(_ document: ConfigurationDocument) -> [String] {
        var findings: [String] = []
        if let problem = FileTrust.problem(with: document.path) {
            findings.append("\(document.path): \(problem)")
        }
        if let authorities = document.configuration.upstream.caFile, let problem = FileTrust.problem(with: authorities) {
            findings.append(document.finding("\(authorities): \(problem)", at: "upstream.ca_file"))
        }
        let ledger = PathParts(document.configuration.ledger.path).folder
        if let problem = Directory.whyOthersCanExchange(ledger) {
            findings.append(document.finding("\(ledger): \(problem)", at: "ledger.path"))
        }
        return findings
    }
}
