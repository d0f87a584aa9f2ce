/// What calls hear that end, by a connection's doing, in another way than their own: the same from the server and from the client.
extension Status {
    static let deadlineExceeded = Status(.deadlineExceeded, "the deadline has passed")
    static let streamEnded = Status(.cancelled, "the stream has ended")
    static let stalled = Status(.resourceExhausted, "the stream's reader stayed away too long")

    /// A client's: what the server made of such a call cannot be known.
    static let connectionLost = Status(.unavailable, "the connection was lost")
    static let cancelled = Status(.cancelled, "the call was cancelled")
}
