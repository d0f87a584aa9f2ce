import Contract
import Gateway
import NIOCore
import TTRPC
import Upstream

/// Everything that must be right before the daemon can serve, made and checked without serving: what `--check` does, and
/// what `run` begins with.
struct Blueprint: Sendable {
    let configuration: Configuration
    let endpoints: EndpointTable
    let credentials: LoadedCredentials
    /// Nil where no callbacks are received.
    let callbackToken: CallbackToken?
    /// The group that is to own the socket file.
    let socketGroup: UInt32?

    /// What stands in the way of serving, in the operator's words.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: the first thing that stands in the way.
    init(_ configuration: Configuration, now: WallTime) throws {
        self.configuration = configuration
        do {
            endpoints = try EndpointTable(paths: configuration.paths)
        } catch {
            throw Failure(description: "upstream.paths: \(error)")
        }
        try Self.checkPayoutPaths(endpoints)
        try Self.checkPatterns(configuration.callers, endpoints)
        credentials = try LoadedCredentials(configuration.credentials, at: now)
        callbackToken = try configuration.callbacks.map { try CallbackToken(file: $0.tokenFile) }
        socketGroup = try configuration.socket.group.map { name in
            guard let gid = SystemAccounts().gid(ofGroup: name) else {
                throw Failure(description: "socket.group: there is no group \(name)")
            }
            return gid
        }
        try Self.checkDirectory(of: configuration.socket.path)
    }

    /// A pattern that means no method is a slip of the pen, and would be found only when a payment is refused.
    private static func checkPatterns(_ callers: [Caller], _ endpoints: EndpointTable) throws {
        for caller in callers {
            for pattern in caller.methods {
                guard endpoints.all.contains(where: { pattern.matches(service: $0.service, fullName: $0.fullName) })
                else { throw Failure(description: "caller \(caller.name): \(pattern) means no method of the gateway") }
            }
        }
    }

    private static func checkDirectory(of path: String) throws {
        let directory = Directory.of(path)
        if let problem = Directory.whyNothingCanBeMade(in: directory) {
            throw Failure(description: "socket.path: no socket can be made in \(directory): \(problem)")
        }
    }

    /// A payout's recorded bytes go to one address, whatever is in them.
    private static func checkPayoutPaths(_ endpoints: EndpointTable) throws {
        for method in ["Remit", "GetRemitStatus"] {
            let route = endpoints.endpoint(service: "oy.v1.DisbursementService", method: method)?.route
            guard route?.template.contains("{") == false else {
                throw Failure(description: "upstream.paths: \(method): must have no placeholder")
            }
        }
    }
}
