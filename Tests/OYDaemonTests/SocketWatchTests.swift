import Foundation
import Logging
import Testing

@testable import OYDaemon

@Suite struct SocketWatchTests {
    @Test("A socket that was removed, or replaced by another, is an alarm; one that was put back ends it", arguments: [false, true])
    func removed(isReplaced: Bool) async throws {
        let directory = try TemporaryFolder()
        let path = try directory.write("oyd.sock", "")
        let (log, alarms) = (CapturedLog(), AlarmBoard())
        let watch = try #require(SocketWatch(path: path, alarms: alarms, logger: log.logger(), pause: .milliseconds(1)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
            if isReplaced { _ = try directory.write("oyd.sock", "another") }
            try await until { alarms.isRaised(.socketGone) }
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: path + ".moved", toPath: path)
            try await until { !alarms.isRaised(.socketGone) }
            group.cancelAll()
        }
        #expect(log.lines.map(\.level) == [.critical, .notice])
        #expect(SocketWatch(path: path + ".none", alarms: alarms, logger: log.logger()) == nil)
    }

    private func until(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while !condition() {
            try #require(ContinuousClock.now < end)
            await Task.yield()
        }
    }
}
