import Foundation
import TestSupport

/// What a process has written so far, line by line.
final class ProcessOutput: Sendable {
    private struct Written {
        var bytes: [UInt8] = []
        var isOver = false

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    private let written = Observed(Written())

    /// Reads `descriptor`, the reading end of a pipe, on a thread of its own until all writers have closed it.
    init(reading descriptor: CInt) {
        let written = written
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                written.update { $0.bytes += buffer[..<count] }
            }
            close(descriptor)
            written.update { $0.isOver = true }
        }
    }

    var text: String { written.value.text }

    /// How many bytes were written so far: what comes later stands behind them.
    var mark: Int { written.value.bytes.count }

    /// The first line behind `mark` that has `part` in it, once it is there.
    @discardableResult
    func line(containing part: String, after mark: Int = 0) async throws -> String {
        let end = try await written.wait(for: "a line with \"\(part)\"") { written in
            written.isOver || Self.line(in: written, containing: part, after: mark) != nil
        }
        guard let line = Self.line(in: end, containing: part, after: mark) else {
            throw Patience.Exhausted(description: "the process ended without a line with \"\(part)\":\n\(end.text)")
        }
        return line
    }

    /// Everything, once the process and all who share its output have closed it.
    func whole() async throws -> String {
        try await written.wait(for: "the end of a process's output", until: \.isOver).text
    }

    private static func line(in written: Written, containing part: String, after mark: Int) -> String? {
        let text = String(decoding: written.bytes.dropFirst(mark), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // What follows the last line end may still grow.
        return lines.dropLast().first { $0.contains(part) }.map(String.init)
    }
}
