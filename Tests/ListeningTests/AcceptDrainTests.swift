import Dispatch
import HummingbirdCore
import Listening
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TestSupport
import Testing

/// Without the drain these end the test's own process, as they would end the daemon's.
@Suite struct AcceptDrainTests {
    /// A server of the library that the daemon's listeners are built on.
    private struct Listener {
        let group: MultiThreadedEventLoopGroup
        let channel: any Channel
        let running: Task<Void, any Error>

        init(threads: Int) async throws {
            let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
            let (channels, continuation) = AsyncStream.makeStream(of: (any Channel).self)
            let server = try HTTPServerBuilder.http1().buildServer(
                configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0)), eventLoopGroup: group,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ) { _, _, _ in
            } onServerRunning: { channel in
                await channel.drainAccepts(over: group)
                continuation.yield(channel)
            }
            self.group = group
            running = Task { try await server.run() }
            channel = try #require(await channels.first { _ in true })
        }

        /// A connection that stays open until the server closes it.
        func connect() async throws -> any Channel {
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(to: #require(channel.localAddress)).get()
        }

        /// Once the listener and all connections are closed.
        func end() async throws {
            try await running.value
            try await group.shutdownGracefully()
        }
    }

    @Test func `a listener that closes waits for the connections that it accepted`() async throws {
        let listener = try await Listener(threads: 2)
        let elsewhere = try #require(listener.group.makeIterator().first { $0 !== listener.channel.eventLoop })
        let (gate, accepted) = (DispatchSemaphore(value: 0), Observed(0))
        try await listener.channel.eventLoop.submit { [channel = listener.channel] in
            try channel.pipeline.syncOperations.addHandler(AcceptCounter(accepted), position: .first)
        }.get()
        // Their event loop stands still, so that they are accepted and not set up.
        elsewhere.execute { gate.wait() }
        let connections = [try await listener.connect(), try await listener.connect()]
        try await accepted.wait(for: "both connections to be accepted") { $0 == 2 }
        let closed = Observed(false)
        listener.channel.close().whenSuccess { closed.update { $0 = true } }
        // The listener's own loop has got to it.
        try await listener.channel.eventLoop.submit {}.get()
        #expect(!closed.value)

        gate.signal()
        try await closed.wait(for: "the listener to close", until: \.self)
        for connection in connections { try await connection.close() }
        try await listener.end()
    }

    @Test(arguments: [1, 2]) func `anybody may connect while a listener closes`(threads: Int) async throws {
        for _ in 1...100 {
            let listener = try await Listener(threads: threads)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...8 {
                    group.addTask { try? await listener.connect().close() }
                }
                group.addTask { try await listener.channel.close() }
                try await group.waitForAll()
            }
            try await listener.end()
        }
    }
}

/// Counts the connections that a listening channel accepts.
private final class AcceptCounter: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let count: Observed<Int>

    init(_ count: Observed<Int>) { self.count = count }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        count.update { $0 += 1 }
        context.fireChannelRead(data)
    }
}
