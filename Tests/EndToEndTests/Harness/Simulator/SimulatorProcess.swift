import Foundation
import TestSupport

/// A running `oysim` with HTTPS for the daemon and an address of its own for the control API.
struct SimulatorProcess: Sendable {
    let process: ChildProcess
    let control: ControlAPI
    let httpsPort: Int
    /// What signed its certificate.
    let caFile: String

    var baseURL: String { "https://localhost:\(httpsPort)" }

    /// Starts one that keeps its files in `directory`.
    ///
    /// - Parameters:
    ///   - listenTLS: where HTTPS is served; any free port by default.
    ///   - options: further command-line options.
    init(in directory: TemporaryDirectory, listenTLS: String = "127.0.0.1:0", options: [String] = []) async throws {
        let portFile = directory["ports"]
        process = try ChildProcess(
            Binary.oysim.path,
            [
                "--listen", "none", "--listen-tls", listenTLS, "--listen-control", "127.0.0.1:0",
                "--generate-tls", directory["tls"], "--port-file", portFile,
            ] + options)
        do {
            try await process.standardOutput.line(containing: "listening")
            let ports = try Self.ports(in: portFile)
            control = ControlAPI(port: ports["control"] ?? 0)
            httpsPort = ports["https"] ?? 0
            caFile = directory["tls/ca.pem"]
        } catch {
            try await process.end()
            throw error
        }
    }

    /// `https=8443`, one per line.
    private static func ports(in file: String) throws -> [String: Int] {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let pairs = text.split(separator: "\n").map { $0.split(separator: "=") }
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), Int($0[1]) ?? 0) })
    }
}
