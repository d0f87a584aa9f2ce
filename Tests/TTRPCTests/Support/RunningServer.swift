import NIOCore
import NIOPosix
import TestSupport

@testable import TTRPC

/// A server on a socket of its own, for the length of a test.
struct RunningServer {
    let path: String
    let server: Server
    let handler: TestHandler

    var events: EventLog { handler.events }

    /// Serves while `body` runs, then stops at once.
    static func serve(
        handler: TestHandler = TestHandler(), quota: ConnectionQuota = .ample, memory: UserMemoryQuota = UserMemoryQuota(),
        idleTaskLimit: IdleTaskLimit = IdleTaskLimit(), _ body: (RunningServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let path = directory["s"]
        let server = Server(
            handler: handler, group: MultiThreadedEventLoopGroup.singleton, quota: quota, memory: memory, idleTaskLimit: idleTaskLimit)
        let listener = try UnixListener.bind(path: path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(on: listener) }
            try await body(RunningServer(path: path, server: server, handler: handler))
            group.cancelAll()
            try await group.waitForAll()
        }
        withExtendedLifetime(directory) {}
    }
}
