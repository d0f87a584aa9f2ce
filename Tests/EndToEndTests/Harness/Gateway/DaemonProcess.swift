import Glibc

/// A running `oyd`.
struct DaemonProcess: Sendable {
    let process: ChildProcess
    let socketPath: String

    /// Starts one and waits until it serves.
    ///
    /// - Parameter environment: added to this process's own.
    init(
        in directory: TemporaryDirectory, _ configuration: OYDConfiguration, file: String = "oyd.yaml",
        environment: [String: String] = [:]
    ) async throws {
        socketPath = configuration.socketPath
        let path = try directory.write(file, configuration.yaml)
        process = try ChildProcess(Binary.oyd.path, ["--config", path], environment: environment)
        do {
            try await process.standardError.line(containing: "Serving")
        } catch {
            try await process.end()
            throw error
        }
    }

    /// Has it read its configuration anew, and waits until it has said what came of it.
    ///
    /// - Returns: the line of its log.
    @discardableResult
    func reload() async throws -> String {
        let mark = process.standardError.mark
        process.signal(SIGHUP)
        return try await process.standardError.line(containing: "configuration", after: mark)
    }

    /// All that it has logged.
    var log: String { process.standardError.text }

    func connect() async throws -> RPCClient {
        try await RPCClient.connect(to: socketPath)
    }
}
