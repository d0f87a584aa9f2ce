import Contract
import Upstream

/// What `oyd --check` found.
public struct CheckReport: Sendable {
    /// What is in order, a sentence each.
    public var inOrder: [String] = []
    /// What an operator should see to, and what is served without, a sentence each.
    public var warnings: [String] = []
    /// What stands in the way of serving, a sentence each.
    public var findings: [String] = []

    /// Checks everything that can be checked without serving.
    public init(_ document: ConfigurationDocument) async throws {
        try Hardening.apply()
        let configuration = document.configuration
        // Paths, which may be wrong, play no part in who may call what.
        warnings = CallerCheck.warnings(configuration.callers, try EndpointTable()) + ExposureCheck.warnings(configuration)
            + [LedgerCheck.warning(at: configuration.ledger.path)].compactMap(\.self)
        let callers = configuration.callers.count == 1 ? "1 caller" : "\(configuration.callers.count) callers"
        do throws(Findings) {
            let preflight = try Preflight(document, now: SystemTimekeeper().wallNow)
            findings += try await Self.ofClient(preflight)
            warnings += KeyLengthCheck.warnings(preflight.credentials.current, in: configuration.credentials)
            inOrder = [
                "configuration: \(callers), \(preflight.endpoints.all.count) methods",
                "credentials: readable, and by nobody else",
                "socket: \(SocketCheck.isThere(configuration.socket) ? "is there already" : "can be made") at \(configuration.socket.path)",
                "upstream: \(configuration.upstream.baseURL)",
            ] + (configuration.callbacks.map { ["callbacks: token readable, received at \($0.listen)"] } ?? [])
        } catch {
            findings += error.all
        }
        do throws(Findings) {
            guard let ledger = try LedgerCheck.inOrder(at: configuration.ledger.path) else { return }
            inOrder.append(ledger)
            warnings += RenamedCallerCheck.warnings(configuration.callers, LedgerCheck.pastCallers(at: configuration.ledger.path))
        } catch {
            findings += error.all.map { document.finding($0, at: "ledger.path") }
        }
    }

    private static func ofClient(_ preflight: Preflight) async throws(Findings) -> [String] {
        do {
            return try await UpstreamCheck.findingsOfClient(preflight)
        } catch {
            throw Findings("\(error)")
        }
    }
}
