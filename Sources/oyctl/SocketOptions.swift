import ArgumentParser

/// Where oyd listens.
struct SocketOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The socket of oyd. (default: $OY_SOCKET, or else /run/oyd/oyd.sock)", valueName: "path"),
        completion: .file())
    var socket: String?

    /// Bytes of a Unix socket's name: the kernel's array, less the NUL at its end.
    private static let longestPath = 107

    /// The path to connect to.
    ///
    /// - Throws: `ExitCode` 64, with the reason on standard error, for one that no socket can have.
    func path(environment: [String: String]) throws -> String {
        let named = environment["OY_SOCKET"] ?? ""
        let path = socket ?? (named.isEmpty ? "/run/oyd/oyd.sock" : named)
        guard path.utf8.count <= Self.longestPath else {
            // Not `ValidationError`, which would show how oyctl is used besides.
            Output.complain("Error: \(socket == nil ? "$OY_SOCKET" : "--socket"): the path is longer than \(Self.longestPath) bytes\n")
            throw ExitCode.validationFailure
        }
        return path
    }
}
