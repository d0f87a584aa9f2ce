import Hummingbird
import HummingbirdCore
import Listening
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Opening the sockets, and closing and opening them again as faults ask for it.
extension Simulator {
    /// An address that cannot be had.
    struct NoAddress: Error, CustomStringConvertible {
        let description: String
    }

    func http() -> HTTPServerBuilder {
        let prefix = configuration.pathPrefix
        let log = configuration.log.map { log in
            { @Sendable (entry: RequestRecord.Entry) in log(entry.line(credentials: self.credentials)) }
        }
        return .http1(
            configuration: .init(
                additionalChannelHandlers: [
                    RecordHandler(
                        record: self.record, credentials: self.credentials, clock: self.backend.clock, log: log),
                    FaultHandler(plan: self.faults, connections: self.connections, late: self.late, prefix: prefix),
                ]))
    }

    func controlHTTP() -> HTTPServerBuilder {
        .http1(configuration: .init(additionalChannelHandlers: [ConnectionHandler(connections: self.connections)]))
    }

    /// Listens, and listens again at the same port after each refusal.
    func listen(
        _ listener: Listener, at address: SimulatorConfiguration.Address, _ builder: HTTPServerBuilder,
        _ responder: some HTTPResponder<BasicRequestContext>
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var port = address.port
            var attempts = 0
            while true {
                await until(gate.admits(listener) || gate.isShut)
                if gate.isShut || Task.isCancelled { return }
                let (events, continuation) = AsyncStream.makeStream(of: Result<any Channel, any Error>.self)
                let loops = MultiThreadedEventLoopGroup.singleton
                let server = try builder.buildServer(
                    configuration: ServerConfiguration(
                        address: .hostname(address.host, port: port), backlog: Limits.backlog),
                    eventLoopGroup: loops, logger: logger
                ) { request, writer, channel in
                    try await self.respond(request, writer, channel, responder)
                } onServerRunning: { channel in
                    await channel.drainAccepts(over: loops)
                    continuation.yield(.success(channel))
                }
                // The server lives on in the group until its last connection ends.
                group.addTask {
                    do { try await server.run() } catch { continuation.yield(.failure(error)) }
                    continuation.finish()
                }
                var iterator = events.makeAsyncIterator()
                switch await iterator.next() {
                case .success(let channel):
                    attempts = 0
                    port = channel.localAddress?.port ?? port
                    announce(listener, port)
                    gate.opened(listener)
                    await until(!gate.admits(listener))
                    try? await channel.close()
                    gate.closed(listener)
                case .failure(let error):
                    // Someone else may have the port for a moment while a refusal ends; the first time it is final.
                    attempts += 1
                    guard isBound(listener), attempts < Limits.rebindAttempts else {
                        throw NoAddress(description: "cannot listen at \(address.host):\(port): \(error)")
                    }
                    try await Task.sleep(for: Limits.rebindPause)
                case nil: return
                }
            }
        }
    }

    private func isBound(_ listener: Listener) -> Bool { ports.withLock { $0[listener] != nil } }

    /// Waits for a change of the gate until the condition holds or the task is cancelled.
    private func until(_ condition: @autoclosure () -> Bool) async {
        while !Task.isCancelled {
            let seen = gate.changed.count
            if condition() { return }
            await gate.changed.wait(after: seen, atMost: nil)
        }
    }

    private func announce(_ listener: Listener, _ port: Int) {
        ports.withLock { $0[listener] = port }
        portsChanged.notify()
    }

    /// Lets refusals end when their time is over. Until cancelled.
    func endRefusals() async {
        while !Task.isCancelled {
            let seen = faults.changed.count
            if let expiry = faults.nextExpiry {
                let left = expiry - .now
                if left <= .zero {
                    faults.removeExpired(at: .now)
                    await gate.update(faults, connections)
                    continue
                }
                await faults.changed.wait(after: seen, atMost: left)
            } else {
                await faults.changed.wait(after: seen, atMost: nil)
            }
        }
    }
}
