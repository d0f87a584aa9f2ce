import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TCP or TLS server on loopback that follows a script on each connection and writes down what it got.
final class ScriptedServer: Sendable {
    enum Event: Equatable, Sendable {
        case accepted(Int)
        case request(Int)
        /// The other side closed with a reset: what it had not got through by then was dropped.
        case reset(Int)
        case closed(Int)
    }

    struct Record: Sendable {
        var accepted = 0
        /// Whole requests, in the order in which they were complete.
        var requests: [(connection: Int, text: String)] = []
        /// Every byte that came, per connection.
        var bytes: [Int: String] = [:]
        /// TLS records of application data, per connection.
        var applicationRecords: [Int: Int] = [:]
    }

    /// What the connections share with the server.
    final class Log: Sendable {
        fileprivate let record = Mutex(Record())
        fileprivate let channels = Mutex<[Int: any Channel]>([:])
        private let continuation: AsyncStream<Event>.Continuation

        fileprivate init(_ continuation: AsyncStream<Event>.Continuation) {
            self.continuation = continuation
        }

        func accepted() -> Int {
            let number = record.withLock { record in
                record.accepted += 1
                return record.accepted - 1
            }
            continuation.yield(.accepted(number))
            return number
        }

        func read(_ text: String, on connection: Int) {
            record.withLock { $0.bytes[connection, default: ""] += text }
        }

        func record(on connection: Int) {
            record.withLock { $0.applicationRecords[connection, default: 0] += 1 }
        }

        func request(_ text: String, on connection: Int) {
            record.withLock { $0.requests.append((connection, text)) }
            continuation.yield(.request(connection))
        }

        func reset(_ connection: Int) {
            continuation.yield(.reset(connection))
        }

        func closed(_ connection: Int) {
            continuation.yield(.closed(connection))
        }
    }

    let port: Int
    private let events: AsyncStream<Event>
    private let log: Log
    private let channel: any Channel

    /// - Parameter script: by the number of the connection, from 0.
    init(tls: NIOSSLContext? = nil, host: String = "127.0.0.1", script: @escaping @Sendable (Int) -> [Step]) async throws {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let log = Log(continuation)
        self.events = events
        self.log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 256 * 1024))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = log.accepted()
                    log.channels.withLock { $0[number] = channel }
                    if let tls {
                        try channel.pipeline.syncOperations.addHandlers(
                            [RecordCounter(number: number, log: log), NIOSSLServerHandler(context: tls)])
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        ScriptHandler(number: number, script: script(number), log: log, isTLS: tls != nil))
                }
            }
            .bind(host: host, port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    var recorded: Record { log.record.withLock { $0 } }
    var requestTexts: [String] { log.record.withLock { $0.requests.map(\.text) } }

    /// Returns when `event` has happened; each event is waited for once, in order, and those before it are passed over.
    func await(_ event: Event) async {
        for await seen in events where seen == event { return }
    }

    /// Sends text on a connection, whatever its script says.
    func say(_ text: String, on connection: Int) async {
        guard let channel = log.channels.withLock({ $0[connection] }) else { return }
        try? await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Closes a connection, whatever its script says. Returns when the close was sent; TLS may still wait for the other side's.
    func close(_ connection: Int) async {
        guard let channel = log.channels.withLock({ $0[connection] }) else { return }
        try? await channel.eventLoop.submit { channel.close(promise: nil) }.get()
    }

    /// Says goodbye, where there is TLS, and closes at once, as most servers do. Returns when the close was sent.
    func hangUp(_ connection: Int) async {
        guard let channel = log.channels.withLock({ $0[connection] }) else { return }
        try? await channel.eventLoop.submit {
            channel.close(promise: nil)
            (try? channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self))?.close(promise: nil)
        }.get()
    }

    /// Stops accepting; what is open stays open.
    func stop() async {
        try? await channel.close()
    }
}
