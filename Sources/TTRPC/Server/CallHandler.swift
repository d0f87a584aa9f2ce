/// What serves the calls of one connection, each in a task that runs no other meanwhile. The task may have run others before, and may run
/// others after it, unless it was cancelled.
///
/// The task runs on the event loop of its connection, so that a call that does not wait costs no change of threads: a
/// handler must not block. It is cancelled when the caller's deadline has passed, its connection is gone, or a drain has
/// run out of time; what it returns then is dropped where there is nobody left to read it.
public protocol CallHandler: Sendable {
    /// How calls of a method run, or nil where the server is to answer UNIMPLEMENTED by itself.
    ///
    /// A handler that wants to see (to record) calls of unknown methods as well says `.unary` and throws UNIMPLEMENTED.
    func kind(ofMethod method: String, service: String) -> MethodKind?

    /// Data of more than `Limits.strangersFrameDataBytes` is about to be taken in.
    ///
    /// - Returns: what the peer is to hear instead; nil for a peer whose calls may be served. Asked again as more of the data comes.
    func refusalOfLargeFrame() -> Status?

    /// A call has ended in PERMISSION_DENIED. Asked once for each that does, but not of frames that never became a call.
    ///
    /// - Returns: whether the connection is to be closed, with what else came on it, once the peer was told. False if it isn't said.
    func isUnwelcome() -> Bool

    /// A frame that never became a call was refused, by the peer's own fault: not for what others hold, a time that is over, or a shutdown.
    /// Or it was of a type that no client sends, and was passed over. Asked once for each.
    ///
    /// - Returns: whether the connection is to be closed, with what else came on it, once the peer was told. False if it isn't said.
    func isBabbling() -> Bool

    /// Serves a call of a unary method.
    ///
    /// - Returns: the response message, encoded.
    /// - Throws: what the caller gets instead.
    func unary(_ call: Call) async throws(Status) -> [UInt8]

    /// Serves a call of a server-streaming method. Returning ends the stream in success.
    ///
    /// - Throws: what ends the stream in error.
    func stream(_ call: Call, to writer: StreamWriter) async throws(Status)

    /// The connection is closed; called once, on its event loop. Its last calls may still run.
    func closed()
}

extension CallHandler {
    public func isUnwelcome() -> Bool { false }
    public func isBabbling() -> Bool { false }
}
