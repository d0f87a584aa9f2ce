/// Where the handler of a stream puts its messages.
public struct StreamWriter: Sendable {
    private let sendMessage: @Sendable ([UInt8]) async throws(Status) -> Void

    /// A writer that passes messages on to `send`: for the server, and for tests of handlers.
    public init(send: @escaping @Sendable (_ message: [UInt8]) async throws(Status) -> Void) {
        sendMessage = send
    }

    /// Sends one message, encoded; an empty one is a message too.
    ///
    /// Waits while the stream or its connection has too much queued already: a slow reader slows its writer.
    ///
    /// - Throws: RESOURCE_EXHAUSTED where the message is too long for a frame or the reader stayed away too long,
    ///   CANCELLED where the stream has ended (its reader is gone, its deadline has passed) or the task is cancelled.
    ///   The stream is to end then: the handler passes the error on.
    public func send(_ message: [UInt8]) async throws(Status) {
        try await sendMessage(message)
    }
}
