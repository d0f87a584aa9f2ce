/// Why a stream ended before its end.
public enum StreamFailure<Reader: Error>: Error {
    /// The gateway ends it, and its reader is to hear this.
    case refused(RPCError)
    /// Its reader has gone, or stayed away.
    case reader(Reader)
}
