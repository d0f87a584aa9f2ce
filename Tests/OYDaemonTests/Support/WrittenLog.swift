import Foundation
import Testing

@testable import OYDaemon

/// An output of the log into a pipe, and what can be read there without waiting.
final class WrittenLog: Sendable {
    let output: LogOutput
    private let reader: Int32
    private let writer: Int32

    /// - Parameter delay: of lines that may wait; so long by default that only what is written at once comes by itself.
    init(delay: Duration = .seconds(3_600), isJournal: Bool = false) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reader, writer) = (ends[0], ends[1])
        output = LogOutput(descriptor: writer, delay: delay, isJournal: isJournal)
        try #require(fcntl(reader, F_SETFL, O_NONBLOCK) == 0)
    }

    deinit {
        // A line that comes later would go to whoever has the descriptor's number by then.
        repeat { _ = read() } while !output.flush(within: .milliseconds(10))
        close(reader)
        close(writer)
    }

    /// What was written since the last time.
    func read() -> String {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Foundation.read(reader, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// What was written since the last time, once `isEnough` is content with it.
    func read(until isEnough: (String) -> Bool) async throws -> String {
        let end = ContinuousClock.now + .seconds(60)
        var seen = ""
        while true {
            let new = read()
            seen += new
            if !new.isEmpty, isEnough(seen) { return seen }
            try #require(ContinuousClock.now < end, "nothing more came after: \(seen.suffix(200))")
            await Task.yield()
        }
    }

    /// The lines of JSON that were written since the last time, those that wait included.
    func lines() throws -> [[String: String]] {
        output.flush(within: .seconds(60))
        return try read().split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        }
    }
}
