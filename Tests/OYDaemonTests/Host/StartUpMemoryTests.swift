import Foundation
import Testing

@testable import OYDaemon

@Suite struct StartUpMemoryTests {
    /// Resident pages of this process that are a file's, in KiB.
    private static var residentFileKiB: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
            return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1]))
        }
    }

    @Test func `The program's pages that are not used are given back, and what is used works on`() throws {
        let before = try Self.residentFileKiB
        var after = before
        // Other tests run beside this one, and use theirs again before anybody has looked: the least counts.
        for _ in 0..<50 where after >= before / 2 {
            StartUpMemory.giveBack()
            after = min(after, try Self.residentFileKiB)
        }
        #expect(after < before / 2, "\(before) KiB before, \(after) KiB after")
    }
}
