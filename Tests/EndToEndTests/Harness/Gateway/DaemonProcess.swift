/// A running `oyd`.
struct DaemonProcess: Sendable {
    let process: ChildProcess
    let socketPath: String

    /// Starts one and waits until it serves.
    init(in directory: TemporaryDirectory, _ configuration: OYDConfiguration, file: String = "oyd.yaml") async throws {
        socketPath = configuration.socketPath
        let path = try directory.write(file, configuration.yaml)
        process = try ChildProcess(Binary.oyd.path, ["--config", path])
        do {
            try await process.standardError.line(containing: "Serving")
        } catch {
            try await process.end()
            throw error
        }
    }

    /// All that it has logged.
    var log: String { process.standardError.text }

    func connect() async throws -> RPCClient {
        try await RPCClient.connect(to: socketPath)
    }
}
