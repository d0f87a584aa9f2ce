/// The messages of a server-streaming call, each encoded as the server sent it.
///
/// Messages are held for a slow reader up to a limit (`Limits.clientStreamBytes`); then the connection is not read
/// until it has caught up, and a reader that stays away too long (`Limits.clientStreamStallNanoseconds`) finds its
/// stream ended with RESOURCE_EXHAUSTED. Letting go of the stream lets go of the call; the server does not hear of it,
/// for ttrpc has no way to say so, until the connection is closed.
public struct ServerStream: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = Status

    /// Ends the call when the last of the stream and its iterators is gone.
    fileprivate final class Handle: Sendable {
        let connection: ClientConnection
        let call: PendingCall

        init(_ connection: ClientConnection, _ call: PendingCall) {
            self.connection = connection
            self.call = call
        }

        deinit {
            connection.cancel(call)
        }
    }

    private let handle: Handle

    init(connection: ClientConnection, call: PendingCall) {
        handle = Handle(connection, call)
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(handle: handle)
    }

    /// Reads the messages. There is one queue: several iterators of a stream share its messages, and must not wait at
    /// the same time.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let handle: Handle

        /// The next message, or nil when the server has ended the stream in success.
        ///
        /// - Throws: what ended the stream instead: the server's error, UNAVAILABLE where the connection was lost,
        ///   DEADLINE_EXCEEDED, or CANCELLED where this task was cancelled.
        public func next(isolation actor: isolated (any Actor)? = #isolation) async throws(Status) -> [UInt8]? {
            try await handle.connection.next(of: handle.call).get()
        }
    }
}
