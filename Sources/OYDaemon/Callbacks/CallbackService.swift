import Gateway
import Glibc
import HostFiles
import HummingbirdCore
import Listening
import Logging
import NIOCore
import ServiceLifecycle
import TTRPC

/// The callback listener as a service: an address of its own, bounded in connections, time and bytes.
struct CallbackService: Service {
    let receiver: CallbackReceiver
    let settings: Configuration.Callbacks
    let group: any EventLoopGroup
    let logger: Logger
    /// Called once it listens.
    let onListening: @Sendable () -> Void

    func run() async throws {
        if case .unix(let path) = settings.listen { try makeRoom(at: path) }
        var quiet = logger
        quiet.logLevel = .critical  // It tells of each connection that a stop cuts short.
        let admission = receiver.admission
        let server = try HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [
                    AdmissionHandler(admission),
                    ConnectionLifetime(head: Limits.callbackHeadTimeout, whole: Limits.callbackConnectionLifetime), SingleRequestHandler(),
                ],
                idleTimeout: Limits.callbackIdleTimeout,
                httpDecoderConfiguration: .bounded)
        ).buildServer(
            configuration: ServerConfiguration(
                address: address, availableConnectionsDelegate: .maximum(Limits.callbackConnections, logger: quiet)),
            eventLoopGroup: group, logger: quiet
        ) { [receiver] request, writer, channel in
            try await receiver.respond(request, writer, channel)
        } onServerRunning: { [group] channel in
            await channel.drainAccepts(over: group)
            if case .unix(let path) = settings.listen, chmod(path, mode_t(settings.mode)) != 0 {
                logger.error(
                    "The callbacks' socket did not get its mode: nobody else may be able to connect",
                    metadata: ["path": "\(path)", "cause": "\(SystemReason.last)"])
            }
            logger.info("Receiving callbacks", metadata: ["address": "\(shown(channel))"])
            onListening()
        }
        do {
            try await server.run()
        } catch {
            throw Findings("callbacks.listen: can't listen at \(settings.listen): \(SystemReason.of(error))")
        }
        receiver.writeDownRest()
    }

    /// A socket that another program listens on is not ours to replace, as the server below would.
    private func makeRoom(at path: String) throws {
        do {
            try UnixListener.makeRoom(at: path)
        } catch {
            throw Findings("callbacks.listen: \(error)")
        }
    }

    private var address: BindAddress {
        switch settings.listen {
        case .tcp(let address): .hostname(address.host, port: address.port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }

    private func shown(_ channel: any Channel) -> String {
        guard case .tcp(var address) = settings.listen else { return "\(settings.listen)" }
        address.port = channel.localAddress?.port ?? address.port
        return "\(address)"
    }
}
