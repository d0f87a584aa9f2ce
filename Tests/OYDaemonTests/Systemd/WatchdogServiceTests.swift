import Dispatch
import Gateway
import Glibc
import Ledger
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import OYDaemon

/// The sign of life is given only by a daemon that is alive.
@Suite(.timeLimit(.minutes(1))) struct WatchdogServiceTests {
    @Test("While the ledger's writer hangs nothing is said; when it goes on, it is")
    func hangingWriter() async throws {
        let folder = try TemporaryDirectory()
        let receiver = try NotificationReceiver(name: folder["notify"])
        let manager = try ServiceManager(["NOTIFY_SOCKET": folder["notify"]], pid: 1)
        let isHeld = DispatchSemaphore(value: 0)
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        // What is told, is told on the writer's thread, which waits.
        let ledger = try SQLiteLedger(path: folder["ledger.db"]) { event in
            guard case .committed = event else { return }
            hold.yield()
            isHeld.wait()
        }
        ledger.note(AuditEntry(time: WallTime(milliseconds: 0), kind: .start))
        for await _ in held { break }
        let waiting = ledger.statistics.queued

        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let watchdog = WatchdogService(manager: manager, interval: .milliseconds(20), group: group, ledger: ledger)
        let service = Task { try await watchdog.run() }
        // The watchdog has come as far as the writer when its change waits there.
        while ledger.statistics.queued == waiting, receiver.mark == 0 { await Task.yield() }
        #expect(try await receiver.messages().isEmpty)
        isHeld.signal()
        #expect(try await receiver.messages(2) == ["WATCHDOG=1", "WATCHDOG=1"])

        service.cancel()
        try await service.value
        await ledger.close()
        try await group.shutdownGracefully()
    }

    @Test("A ledger that can't be written answers all the same")
    func closedLedger() async throws {
        let folder = try TemporaryDirectory()
        let receiver = try NotificationReceiver(name: folder["notify"])
        let manager = try ServiceManager(["NOTIFY_SOCKET": folder["notify"]], pid: 1)
        let ledger = try SQLiteLedger(path: folder["ledger.db"])
        await ledger.close()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let watchdog = WatchdogService(manager: manager, interval: .milliseconds(20), group: group, ledger: ledger)
        let service = Task { try await watchdog.run() }
        #expect(try await receiver.messages(1) == ["WATCHDOG=1"])
        service.cancel()
        try await service.value
        try await group.shutdownGracefully()
    }
}
