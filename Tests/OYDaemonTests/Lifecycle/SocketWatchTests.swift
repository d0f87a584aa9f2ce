import Foundation
import Logging
import TTRPC
import TestSupport
import Testing

@testable import OYDaemon

@Suite struct SocketWatchTests {
    private let directory: TemporaryDirectory
    private let log = CapturedLog()
    private let alarms = AlarmBoard()

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var path: String { directory["oyd.sock"] }

    private func watch(_ maker: SocketWatch.Maker) throws -> SocketWatch {
        try #require(SocketWatch(path: path, madeBy: maker, alarms: alarms, logger: log.logger(), pause: .milliseconds(1)))
    }

    @Test("Where the folder can't be seen nothing is watched, and no alarm stays for ever")
    func unseen() {
        let path = directory["elsewhere/oyd.sock"]
        #expect(SocketWatch(path: path, madeBy: .serviceManager, alarms: alarms, logger: log.logger()) == nil)
        #expect(log.lines.map(\.level) == [.notice])
    }

    @Test("A socket that was removed, or replaced by another, is an alarm; one that was put back ends it", arguments: [false, true])
    func removed(isReplaced: Bool) async throws {
        let socket = try UnixListener.bind(path: path)
        defer { withExtendedLifetime(socket) {} }
        let watch = try watch(.daemon)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
            let other = isReplaced ? try UnixListener.bind(path: path) : nil
            defer { withExtendedLifetime(other) {} }
            try await until { alarms.isRaised(.socketGone) }
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: path + ".moved", toPath: path)
            try await until { !alarms.isRaised(.socketGone) }
            group.cancelAll()
        }
        #expect(log.lines.map(\.level) == [.critical, .notice])
        #expect(log.lines.first?.metadata["restart"] == "oyd")
    }

    @Test("One that is gone already when the daemon starts, or whose place something else has taken, is an alarm at once", arguments: [false, true])
    func goneBefore(isFileThere: Bool) async throws {
        if isFileThere { try directory.write("oyd.sock", "") }
        let watch = try watch(.serviceManager)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            try await until { alarms.isRaised(.socketGone) }
            group.cancelAll()
        }
        #expect(log.lines.map(\.level) == [.critical])
        #expect(log.lines.first?.metadata["restart"] == "oyd.socket")
    }

    private func until(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while !condition() {
            try #require(ContinuousClock.now < end)
            await Task.yield()
        }
    }
}
