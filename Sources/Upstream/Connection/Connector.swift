import Gateway
import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Opens connections: name, TCP, the proxy's tunnel, TLS, in this order.
///
/// Until the last of them is through, not a byte of a request exists; whatever fails here leaves the attempt surely unsent.
struct Connector: Sendable {
    let terms: ExchangeTerms
    private let origin: BaseURL
    private let proxy: ProxyURL?
    private let tls: NIOSSLContext?
    private let connectTimeout: TimeAmount

    init(_ configuration: UpstreamConfiguration, terms: ExchangeTerms) throws(UpstreamConfigurationError) {
        self.terms = terms
        origin = configuration.baseURL
        proxy = configuration.proxy
        tls = try TLSTrust.context(for: configuration)
        connectTimeout = configuration.connectTimeout.timeAmount
        do {
            if let tls { _ = try NIOSSLClientHandler(context: tls, serverHostname: serverName) }
        } catch {
            throw UpstreamConfigurationError("base_url", "not a host name that TLS can verify")
        }
    }

    /// Begins. `connection` hears how it went, once.
    func open(_ connection: Connection, on loop: any EventLoop) {
        let deadline = NIODeadline.now() + connectTimeout
        connection.opening(until: deadline)
        let next = proxy?.authority ?? origin.authority
        ClientBootstrap(group: loop)
            .connectTimeout(connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: next.host, port: next.port)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel):
                    guard connection.connected(channel) else { return }
                    if proxy == nil {
                        addHandlers(of: connection, to: channel)
                    } else {
                        openTunnel(for: connection, through: channel, deadline: deadline)
                    }
                case .failure(let error):
                    connection.openingFailed(ConnectFailure.ofConnecting(error))
                }
            }
    }

    /// No address goes into the server name; NIOSSL then checks the certificate against the socket's other end.
    private var serverName: String? {
        origin.authority.isIPAddress ? nil : origin.authority.host
    }

    /// Names the origin and nothing else: the credentials are for what is behind the tunnel.
    private func openTunnel(for connection: Connection, through channel: any Channel, deadline: NIODeadline) {
        let opened = channel.eventLoop.makePromise(of: Void.self)
        let pipeline = channel.pipeline.syncOperations
        let encoder = HTTPRequestEncoder()
        let decoder = ByteToMessageHandler(
            HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: .answers))
        let target = origin.authority
        let handler = NIOHTTP1ProxyConnectHandler(
            targetHost: target.bracketedHost, targetPort: target.port,
            headers: ["Host": "\(target.bracketedHost):\(target.port)", "User-Agent": "oy-gateway"], deadline: deadline, promise: opened)
        opened.futureResult.assumeIsolated()
            .flatMap {
                pipeline.removeHandler(encoder).assumeIsolated().flatMap {
                    pipeline.removeHandler(decoder)
                }.nonisolated()
            }
            .whenComplete { result in
                switch result {
                case .success: addHandlers(of: connection, to: channel)
                case .failure(let error): connection.openingFailed(ConnectFailure.ofProxy(error))
                }
            }
        do {
            try pipeline.addHandlers([encoder, decoder, handler])
        } catch {
            opened.fail(error)
        }
    }

    private func addHandlers(of connection: Connection, to channel: any Channel) {
        do {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandlers([connection, ByteToMessageHandler(connection.decoder), AnswerReader(connection)])
            if let tls {
                // Last, so that everyone who must hear of its errors is there when it starts.
                try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: serverName), position: .first)
            } else if channel.isActive {
                connection.opened()
            } else {
                connection.openingFailed(AttemptFailure(.connectionClosed, detail: "closed while being opened"))
            }
        } catch {
            connection.openingFailed(AttemptFailure(.tlsFailed, detail: "\(type(of: error))"))
        }
    }
}
