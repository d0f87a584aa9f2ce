import Glibc
public import NIOCore
import NIOPosix

/// A ttrpc server on a Unix socket.
///
/// `run` serves until `drain` has been called and the last connection is gone, or until its task is cancelled. All its
/// tasks are children of `run`.
public final class Server: Sendable {
    private let handler: any ConnectionHandler
    private let group: any EventLoopGroup
    private let registry: ConnectionRegistry
    private let memory: UserMemoryQuota
    private let idleTaskLimit: IdleTaskLimit

    /// - Parameters:
    ///   - handler: what is served.
    ///   - group: the event loops (NIOPosix) that connections, and their calls, run on.
    ///   - quota: how many connections may be open.
    public convenience init(handler: any ConnectionHandler, group: any EventLoopGroup, quota: ConnectionQuota) {
        self.init(handler: handler, group: group, quota: quota, memory: UserMemoryQuota(), idleTaskLimit: IdleTaskLimit())
    }

    /// - Parameters:
    ///   - memory: what the connections of each user hold.
    ///   - idleTaskLimit: for the tasks that wait for calls.
    init(
        handler: any ConnectionHandler, group: any EventLoopGroup, quota: ConnectionQuota, memory: UserMemoryQuota, idleTaskLimit: IdleTaskLimit
    ) {
        self.handler = handler
        self.group = group
        self.registry = ConnectionRegistry(quota: quota)
        self.memory = memory
        self.idleTaskLimit = idleTaskLimit
    }

    /// How many connections are open.
    public var connectionCount: Int { registry.count }

    /// Serves the connections of `listener`, which is closed when this returns. To be called once.
    ///
    /// A connection beyond the quota, or whose credentials can't be read, is closed unserved.
    ///
    /// - Throws: where the socket can't be listened on.
    public func run(on listener: UnixListener) async throws {
        let (connections, accepted) = AsyncStream.makeStream(of: ServerConnection.self)
        let descriptor = listener.takeDescriptor()
        let channel = try await bootstrap(accepted, descriptor).withBoundSocket(descriptor).get()
        channel.closeFuture.whenComplete { _ in accepted.finish() }
        registry.listenerOpened { channel.close(promise: nil) }
        await withTaskCancellationHandler {
            // On the listener's own loop: a connection is taken up even while the process's shared threads are all busy.
            await withTaskExecutorPreference(EventLoopTaskExecutor(channel.eventLoop)) {
                await withDiscardingTaskGroup { tasks in
                    for await connection in connections {
                        tasks.addTask(executorPreference: connection.executor) {
                            await connection.run()
                        }
                    }
                }
            }
        } onCancel: {
            channel.close(promise: nil)
            registry.closeAll()
        }
        listener.removePath()
    }

    /// Accepts no more connections and no more calls (they hear UNAVAILABLE), ends streams with UNAVAILABLE, lets unary
    /// calls finish, and closes each connection when it is idle. After `timeout` the calls that still run are cancelled,
    /// and a second later their connections are closed. `run` returns when all are.
    public func drain(timeout: Duration) {
        registry.drain(deadline: MonotonicTime.now.addingSaturated(max(timeout.clampedNanoseconds, 0)))
    }

    private func bootstrap(_ accepted: AsyncStream<ServerConnection>.Continuation, _ descriptor: CInt) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // SwiftNIO listens once more on a socket that it is given, with a backlog of 128 whatever its option says.
                    guard listen(descriptor, Limits.listenBacklog) == 0 else { throw IOError(errnoCode: errno, reason: "listen") }
                    // Out of descriptors or memory: try again a little later; the errors end here.
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { _ in
                            .milliseconds(Limits.acceptBackoffMilliseconds)
                        })
                }
            }
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: Limits.readBytes.lowerBound, initial: Limits.firstReadBytes, maximum: Limits.readBytes.upperBound))
            .childChannelInitializer { [handler, registry, memory, idleTaskLimit] channel in
                PeerCredentials.read(from: channel).flatMapThrowing { peer in
                    // Nothing may hold on to `peer`: its process takes up a descriptor.
                    let uid = peer.uid
                    guard registry.admit(uid: uid) else {
                        handler.turnedAway(peer)
                        throw ChannelError.operationUnsupported
                    }
                    guard let calls = handler.accept(peer) else {
                        registry.refused(uid: uid)
                        throw ChannelError.operationUnsupported
                    }
                    let connection = ServerConnection(
                        channel: channel, handler: calls, shuttingDown: handler.shuttingDown, account: memory.account(of: uid),
                        idleTaskLimit: idleTaskLimit)
                    let id = registry.opened(
                        drain: { connection.drain(deadline: $0) }, close: { connection.close() })
                    channel.closeFuture.whenComplete { _ in
                        registry.closed(id, uid: uid)
                        calls.closed()
                    }
                    try channel.pipeline.syncOperations.addHandler(connection)
                    if case .terminated = accepted.yield(connection) { connection.close() }
                }
            }
    }
}
