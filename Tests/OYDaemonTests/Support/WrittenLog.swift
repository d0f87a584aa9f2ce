import Foundation
import Testing

@testable import OYDaemon

/// An output of the log into a pipe, and what can be read there without waiting.
final class WrittenLog: Sendable {
    let output: LogOutput
    private let reader: Int32
    private let writer: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reader, writer) = (ends[0], ends[1])
        output = LogOutput(descriptor: writer)
        try #require(fcntl(reader, F_SETFL, O_NONBLOCK) == 0)
    }

    deinit {
        close(reader)
        close(writer)
    }

    /// What was written since the last time.
    func read() -> String {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Foundation.read(reader, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// The lines of JSON that were written since the last time, those that wait included.
    func lines() throws -> [[String: String]] {
        output.flush()
        return try read().split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        }
    }
}
