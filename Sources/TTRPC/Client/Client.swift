import Glibc
import HostFiles
public import NIOCore
import NIOPosix

/// A ttrpc client on a Unix socket: one connection, on which any number of calls may be in flight.
///
/// It does not connect again: when the connection is lost, every call gets UNAVAILABLE, and what became of it at the
/// server can't be known.
public final class Client: Sendable {
    private let connection: ClientConnection

    private init(_ connection: ClientConnection) {
        self.connection = connection
    }

    deinit {
        connection.channel.close(promise: nil)
    }

    /// Connects to the socket at `path`.
    ///
    /// - Parameters:
    ///   - path: at most 107 bytes.
    ///   - group: the event loops (NIOPosix) that the connection runs on.
    /// - Throws: UNAVAILABLE where nobody listens there or this user may not connect.
    public static func connect(path: String, group: any EventLoopGroup) async throws(Status) -> Client {
        do {
            let channel = try await ClientBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ClientConnection(channel: channel))
                    }
                }
                .connect(unixDomainSocketPath: path).get()
            let connection = try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.handler(type: ClientConnection.self)
            }.get()
            return Client(connection)
        } catch {
            throw Status(.unavailable, "can't connect to \(path): \(Self.reason(error))")
        }
    }

    /// For a person, who may be able to mend it.
    private static func reason(_ error: any Error) -> String {
        guard let code = (error as? IOError)?.errnoCode else { return "\(error)" }
        let text = SystemReason.of(code)
        return switch code {
        case EACCES: "\(text): add this user to the socket's group, then log in again or restart the service"
        case ENOENT, ECONNREFUSED: "\(text): does the server run?"
        case EAGAIN: "\(text): its queue of connections is full"
        default: text
        }
    }

    /// Makes a unary call.
    ///
    /// - Parameters:
    ///   - service: the full name: `oy.v1.DisbursementService`.
    ///   - payload: the request message, encoded.
    ///   - timeout: how long to wait; nil for as long as it takes. The server keeps to it; the client gives up a moment
    ///     later, so that what the server says at the last moment still arrives.
    ///   - metadata: never an identity.
    /// - Returns: the response message, encoded.
    /// - Throws: the server's error; UNAVAILABLE where the connection was lost, DEADLINE_EXCEEDED, CANCELLED where the
    ///   task was cancelled: in these three the server may have acted all the same. RESOURCE_EXHAUSTED where the
    ///   request or the answer is longer than a frame.
    public func unary(
        service: String, method: String, payload: [UInt8], timeout: Duration? = nil, metadata: Metadata = [:]
    ) async throws(Status) -> [UInt8] {
        let call = PendingCall(.unary)
        start(call, service, method, payload, timeout, metadata)
        guard let answer = try await connection.next(of: call).get() else {
            throw Status(.internal, "the server's answer can't be read")
        }
        return answer
    }

    /// Makes a server-streaming call. Its errors, those of sending it included, come from reading the stream.
    ///
    /// Parameters as for `unary`; the timeout is for the whole stream.
    public func serverStream(
        service: String, method: String, payload: [UInt8], timeout: Duration? = nil, metadata: Metadata = [:]
    ) -> ServerStream {
        let call = PendingCall(.serverStreaming)
        start(call, service, method, payload, timeout, metadata)
        return ServerStream(connection: connection, call: call)
    }

    /// Closes the connection; calls in flight get UNAVAILABLE.
    public func close() async {
        try? await connection.channel.close().get()
    }

    private func start(
        _ call: PendingCall, _ service: String, _ method: String, _ payload: [UInt8], _ timeout: Duration?,
        _ metadata: Metadata
    ) {
        let nanoseconds = timeout?.clampedNanoseconds
        let request = RequestEnvelope(
            service: service, method: method, payload: payload, timeoutNanoseconds: nanoseconds ?? 0,
            metadata: metadata)
        connection.start(call, request, timeout: nanoseconds.map(Limits.clientPatience(beyond:)))
    }
}
