import NIOPosix
import Synchronization
import TTRPC
import TestSupport

/// A server in the daemon's place that says what no daemon would, or tells what it was asked with.
final class FalseDaemon: ConnectionHandler, CallHandler {
    let path: String
    private let answer: [UInt8]
    private let deadlines = Mutex<[Int64?]>([])

    /// Serves while `body` runs.
    ///
    /// - Parameter answer: to every call; a stream has one and ends.
    static func serve(answer: [UInt8], _ body: (FalseDaemon) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let daemon = FalseDaemon(path: directory["false.sock"], answer: answer)
        let listener = try UnixListener.bind(path: daemon.path)
        let server = Server(handler: daemon, group: MultiThreadedEventLoopGroup.singleton, quota: ConnectionQuota(total: 64, perUser: 64))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(on: listener) }
            try await body(daemon)
            group.cancelAll()
            try await group.waitForAll()
        }
        withExtendedLifetime(directory) {}
    }

    private init(path: String, answer: [UInt8]) {
        self.path = path
        self.answer = answer
    }

    /// Of the calls that came; nil for one without.
    var callDeadlines: [Int64?] { deadlines.withLock { $0 } }

    let shuttingDown = Status(.unavailable, "the server is shutting down")

    func accept(_ peer: PeerCredentials) -> (any CallHandler)? { self }
    func turnedAway(_ peer: PeerCredentials) {}

    func closed() {}
    func refusalOfLargeFrame() -> Status? { nil }

    func kind(ofMethod method: String, service: String) -> MethodKind? {
        method == "Watch" ? .serverStreaming : .unary
    }

    func unary(_ call: Call) async throws(Status) -> [UInt8] {
        note(call)
        return answer
    }

    func stream(_ call: Call, to writer: StreamWriter) async throws(Status) {
        note(call)
        try await writer.send(answer)
    }

    private func note(_ call: Call) {
        deadlines.withLock { $0.append(call.deadlineNanoseconds) }
    }
}
