import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import OYDaemon

@Suite(.timeLimit(.minutes(1))) struct LoopTurnTests {
    @Test func `On a loop it comes after all that is ready there, on that loop`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let loop = group.next()
        let order = Mutex<[String]>([])
        let ended = loop.makePromise(of: Bool.self)
        try await loop.submit {
            loop.execute { order.withLock { $0.append("ready") } }
            LoopTurn.atEnd {
                order.withLock { $0.append("the end") }
                ended.succeed(loop.inEventLoop)
            }
            order.withLock { $0.append("running") }
        }.get()
        #expect(try await ended.futureResult.get(), "on the same loop")
        let seen = order.withLock { $0 }
        #expect(seen == ["running", "ready", "the end"])
        try await group.shutdownGracefully()
    }

    @Test func `Off the loops it comes at once`() {
        let calls = Mutex(0)
        LoopTurn.atEnd { calls.withLock { $0 += 1 } }
        let count = calls.withLock { $0 }
        #expect(count == 1)
    }
}
