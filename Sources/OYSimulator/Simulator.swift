import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
public import ServiceLifecycle
import Synchronization

/// A simulated OY!: real HTTP and HTTPS, real state, scripted faults.
///
/// ```swift
/// let simulator = try Simulator(configuration)
/// async let running: Void = simulator.run()
/// let port = try await simulator.port(of: .http)
/// ```
public final class Simulator: Service {
    /// What a configuration got wrong.
    public struct ConfigurationError: Error, CustomStringConvertible {
        public let description: String
    }

    /// The simulator ended before it listened.
    public struct NotListening: Error {
        public init() {}
    }

    /// The listeners that a simulator can have.
    public enum Listener: String, Sendable, CaseIterable {
        case http
        case https
        case control
    }

    let configuration: SimulatorConfiguration
    let credentials: Credentials
    private let tls: TLSConfiguration?
    let backend: Backend
    let record = RequestRecord()
    let faults = FaultPlan()
    let connections = Connections()
    let gate = ListeningGate()
    let late = LateRequests()
    let ports = Mutex<[Listener: Int]>([:])
    private let hasEnded = Mutex(false)
    let portsChanged = Signal()
    let logger = Logger(label: "oysim") { _ in SwiftLogNoOpLogHandler() }

    public init(_ configuration: SimulatorConfiguration) throws {
        guard let usernameHeader = HTTPField.Name(configuration.usernameHeader) else {
            throw ConfigurationError(description: "\(configuration.usernameHeader) is no header name")
        }
        guard let apiKeyHeader = HTTPField.Name(configuration.apiKeyHeader) else {
            throw ConfigurationError(description: "\(configuration.apiKeyHeader) is no header name")
        }
        let prefix = configuration.pathPrefix
        guard prefix.isEmpty || (prefix.hasPrefix("/") && !prefix.hasSuffix("/")) else {
            throw ConfigurationError(description: "a path prefix starts with a slash and does not end with one")
        }
        guard configuration.listen != nil || configuration.listenTLS != nil else {
            throw ConfigurationError(description: "there is no address to listen at")
        }
        let url = try configuration.callbackURL.map { text in
            guard let url = CallbackURL(text) else {
                throw ConfigurationError(description: "the callback URL \(text) is not http://host[:port][/path]")
            }
            return url
        }
        self.configuration = configuration
        credentials = Credentials(
            username: configuration.username, apiKey: configuration.apiKey, usernameHeader: usernameHeader,
            apiKeyHeader: apiKeyHeader)
        tls = try Self.tls(configuration)
        let clock: @Sendable () -> Moment = { Self.now() }
        backend = Backend(rules: configuration.rules, outbox: CallbackOutbox(url: url, clock: clock), clock: clock)
    }

    /// The port at which a listener can be reached, once it can.
    public func port(of listener: Listener) async throws -> Int {
        while true {
            let seen = portsChanged.count
            if let port = ports.withLock({ $0[listener] }) { return port }
            if hasEnded.withLock({ $0 }) { throw NotListening() }
            try Task.checkCancellation()
            await portsChanged.wait(after: seen, atMost: nil)
        }
    }

    /// Serves until the task is cancelled or the service group shuts down.
    public func run() async throws {
        defer {
            hasEnded.withLock { $0 = true }
            portsChanged.notify()
        }
        // A task of its own, so that it is cancelled only once nothing is accepted any more.
        let serving = Task { try await serve() }
        let end = { @Sendable in
            _ = Task {
                await self.gate.shut()
                serving.cancel()
            }
        }
        do {
            try await withTaskCancellationHandler {
                try await withGracefulShutdownHandler { try await serving.value } onGracefulShutdown: { end() }
            } onCancel: { end() }
        } catch is CancellationError {
            // The ordinary end.
        }
    }

    private func serve() async throws {
        let router = Router(context: BasicRequestContext.self)
        OYRoutes(backend: backend, credentials: credentials).add(to: router.group(RouterPath(configuration.pathPrefix)))
        let control = ControlRoutes(
            backend: backend, record: record, faults: faults, connections: connections, listening: gate)
        control.add(to: router)
        let responder = router.buildResponder()
        let controlRouter = Router(context: BasicRequestContext.self)
        control.add(to: controlRouter)
        let controlResponder = controlRouter.buildResponder()

        gate.expect(Set(configuration.addresses.map(\.listener)))
        try await withTaskCancellationHandler {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await self.backend.settle() }
                group.addTask { await self.backend.outbox.run() }
                group.addTask { await self.processLate(responder) }
                group.addTask { await self.endRefusals() }
                for (listener, address) in configuration.addresses {
                    switch listener {
                    case .http:
                        group.addTask { try await self.listen(listener, at: address, self.http(), responder) }
                    case .https:
                        guard let tls else { preconditionFailure("HTTPS without a certificate") }
                        let builder = try HTTPServerBuilder.tls(http(), tlsConfiguration: tls)
                        group.addTask { try await self.listen(listener, at: address, builder, responder) }
                    case .control:
                        group.addTask { try await self.listen(listener, at: address, self.controlHTTP(), controlResponder) }
                    }
                }
            }
        } onCancel: {
            faults.remove()
            connections.closeAll()
        }
        try Task.checkCancellation()
    }

    // MARK: Answering

    /// Concurrent, as Hummingbird's writer is.
    @concurrent func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel,
        _ responder: some HTTPResponder<BasicRequestContext>
    ) async throws {
        let response = await answer(request, channel, responder)
        try await writer.write(response: response.head, body: response.body)
    }

    private func answer(
        _ request: Request, _ channel: any Channel, _ responder: some HTTPResponder<BasicRequestContext>
    ) async -> Response {
        let context = BasicRequestContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        do {
            var response = try await responder.respond(to: request, context: context)
            if response.headers[.contentLength] == nil, let length = response.body.contentLength {
                response.headers[.contentLength] = "\(length)"
            }
            return response
        } catch {
            return Response(.members(["error": "the simulator failed"]), status: .internalServerError)
        }
    }

    /// Requests whose clients left while a fault held them: processed, and their answers dropped.
    private func processLate(_ responder: some HTTPResponder<BasicRequestContext>) async {
        for await item in late.items {
            _ = await answer(Request(head: item.head, body: RequestBody(buffer: item.body)), item.channel, responder)
        }
    }

    private static func tls(_ configuration: SimulatorConfiguration) throws -> TLSConfiguration? {
        guard configuration.listenTLS != nil else { return nil }
        guard let files = configuration.tls else {
            throw ConfigurationError(description: "HTTPS needs a certificate and a key")
        }
        return TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificateFile).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: files.keyFile, format: .pem)))
    }

    private static func now() -> Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(epochMilliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
