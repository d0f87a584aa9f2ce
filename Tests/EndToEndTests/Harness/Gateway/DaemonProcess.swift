import Foundation
import TestSupport
import Testing

/// A running `oyd`.
struct DaemonProcess: Sendable {
    let process: ChildProcess
    let socketPath: String

    /// Starts one and waits until it serves.
    ///
    /// - Parameters:
    ///   - environment: added to this process's own.
    ///   - through: a program, with its arguments, that starts another: `["/usr/bin/prlimit", "--nofile=1024"]`.
    init(
        _ configuration: OYDConfiguration, file: String = "oyd.yaml", environment: [String: String] = [:], through: [String] = []
    ) async throws {
        socketPath = configuration.socketPath
        let command = through + [Binary.oyd.path, "--config", try configuration.directory.write(file, configuration.yaml)]
        process = try ChildProcess(command[0], Array(command.dropFirst()), environment: environment)
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

    /// The most memory that it ever had, in MiB.
    func peakMemory() throws -> Int {
        try memory("VmHWM:") / 1_024
    }

    /// In KiB, as the kernel counts it under `name` (proc_pid_status(5)).
    func memory(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name) })
        return try #require(line.split { $0 == " " || $0 == "\t" }.compactMap { Int($0) }.first)
    }

    func connect() async throws -> RPCClient {
        try await RPCClient.connect(to: socketPath)
    }
}
