import Gateway
import Glibc
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The callback listener as a service: an address of its own, bounded in connections, time and bytes.
struct CallbackService: Service {
    let receiver: CallbackReceiver
    let settings: Configuration.Callbacks
    let group: any EventLoopGroup
    let logger: Logger

    func run() async throws {
        var quiet = logger
        quiet.logLevel = .error
        let server = try HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [ConnectionLifetime()], idleTimeout: Limits.callbackIdleTimeout,
                httpDecoderConfiguration: .init(maxHeaderFieldSize: 8_192, maxHeaderListSize: 32_768, maxHeaderFieldCount: 64))
        ).buildServer(
            configuration: ServerConfiguration(
                address: address, availableConnectionsDelegate: .maximum(Limits.callbackConnections, logger: quiet)),
            eventLoopGroup: group, logger: quiet
        ) { [receiver] request, writer, channel in
            try await receiver.respond(request, writer, channel)
        } onServerRunning: { channel in
            if case .unix(let path) = settings.listen { chmod(path, mode_t(settings.mode)) }
            logger.info("Receiving callbacks", metadata: ["address": "\(shown(channel))"])
        }
        do {
            try await server.run()
        } catch {
            throw Findings("callbacks.listen: cannot listen at \(settings.listen): \(error)")
        }
        receiver.writeDownRest()
    }

    private var address: BindAddress {
        switch settings.listen {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }

    private func shown(_ channel: any Channel) -> String {
        guard case .tcp(let host, let port) = settings.listen else { return "\(settings.listen)" }
        return "\(host):\(channel.localAddress?.port ?? port)"
    }
}

/// The work on callbacks and events: look-ups, old events, and the streams' feed.
struct EventService: Service {
    let desk: CallbackDesk
    let feed: EventFeed

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await feed.run() }
                await desk.run()
                group.cancelAll()
            }
        }
        feed.stop()
    }
}
