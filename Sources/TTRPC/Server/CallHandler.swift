/// What a server serves. One value serves all connections, each call in a task of its own.
///
/// The task runs on the event loop of its connection, so that a call that does not wait costs no change of threads: a
/// handler must not block. It is cancelled when the caller's deadline has passed, its connection is gone, or a drain has
/// run out of time; what it returns then is dropped where there is nobody left to read it.
public protocol CallHandler: Sendable {
    /// What a handler knows of the peer of a connection; every call of the connection carries it.
    associatedtype Caller: Sendable

    /// What a call hears that comes when no more are taken, and a stream that ends then.
    var shuttingDown: Status { get }

    /// A peer has connected; called once, before its first frame is read, on the connection's event loop.
    ///
    /// An unknown peer is best accepted all the same: its calls get their PERMISSION_DENIED like any other answer.
    ///
    /// - Returns: what the handler knows of it; nil closes the connection unserved, and nothing else is heard of it.
    func accept(_ peer: PeerCredentials) -> Caller?

    /// A peer was turned away, since the server or its user has as many connections as may be; called on the connection's event loop.
    func turnedAway(_ peer: PeerCredentials)

    /// A connection that was accepted is closed; called once, on its event loop. Its last calls may still run.
    func closed(_ caller: Caller)

    /// How calls of a method run, or nil where the server is to answer UNIMPLEMENTED by itself.
    ///
    /// A handler that wants to see (to record) calls of unknown methods as well says `.unary` and throws UNIMPLEMENTED.
    func kind(ofMethod method: String, service: String) -> MethodKind?

    /// Serves a call of a unary method.
    ///
    /// - Returns: the response message, encoded.
    /// - Throws: what the caller gets instead.
    func unary(_ call: Call<Caller>) async throws(Status) -> [UInt8]

    /// Serves a call of a server-streaming method. Returning ends the stream in success.
    ///
    /// - Throws: what ends the stream in error.
    func stream(_ call: Call<Caller>, to writer: StreamWriter) async throws(Status)
}

extension CallHandler {
    /// For handlers without details of their own.
    public var shuttingDown: Status { Status(.unavailable, "the server is shutting down") }

    /// For handlers that count no connections.
    public func closed(_ caller: Caller) {}

    /// For handlers that count no connections.
    public func turnedAway(_ peer: PeerCredentials) {}

    /// For handlers without streams.
    public func stream(_ call: Call<Caller>, to writer: StreamWriter) async throws(Status) {
        throw Status(.unimplemented, "\(call.service)/\(call.method) is not served here")
    }
}
