import ArgumentParser
import TTRPC

/// Where oyd listens.
struct SocketOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The socket of oyd. (default: $OY_SOCKET, or else /run/oyd/oyd.sock)", valueName: "path"),
        completion: .file())
    var socket: String?

    /// The path to connect to.
    ///
    /// - Throws: `ExitCode` 64, with the reason on standard error, for one that no socket can have.
    func path(environment: [String: String]) throws -> String {
        let named = environment["OY_SOCKET"] ?? ""
        let path = socket ?? (named.isEmpty ? "/run/oyd/oyd.sock" : named)
        let longest = UnixAddress.pathBytes
        guard path.utf8.count <= longest else {
            throw Output.usageError("\(socket == nil ? "$OY_SOCKET" : "--socket"): the path is longer than \(longest) bytes")
        }
        return path
    }
}
