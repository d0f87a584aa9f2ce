import ArgumentParser

/// Where oyd listens.
struct SocketOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The socket of oyd. (default: $OY_SOCKET, or else /run/oyd/oyd.sock)", valueName: "path"),
        completion: .file())
    var socket: String?

    /// The path to connect to.
    func path(environment: [String: String]) -> String {
        let named = environment["OY_SOCKET"] ?? ""
        return socket ?? (named.isEmpty ? "/run/oyd/oyd.sock" : named)
    }
}
