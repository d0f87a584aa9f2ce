/// Every limit of this target. What a peer can make this process hold or do is bounded by one of these numbers.
enum Limits {
    /// The largest data of one frame, in bytes, this size included (docs/wire.md: "Server rules"). Longer data is discarded.
    static let frameDataBytes = 4_194_304
    /// Bytes before a frame's data.
    static let frameHeaderBytes = 10
    /// Protobuf fields in one envelope, those of its metadata included. libprotobuf-c allocates some 100 bytes per
    /// field, so that without it 4 MiB of two-byte fields would cost 200 MB.
    static let envelopeFields = 512
    /// Bytes of one Request besides its payload: service, method, metadata and fields that nobody knows. They are looked through
    /// before it is known who calls.
    static let envelopeBytes = 16_384
    /// The largest data of a frame that is taken in from whoever connects; a larger one takes a peer whose calls may be served.
    static let strangersFrameDataBytes = 65_536
    /// Bytes of an error's message that are sent; the rest is cut.
    static let statusMessageBytes = 16_384

    /// Calls of one connection that run at the same time, those whose caller was already answered included.
    static let callsPerConnection = 1_024
    /// Tasks of one connection that wait for its next call. Each keeps the stack that its calls have needed, some KB that nothing counts.
    static let waitingWorkersPerConnection = 2
    /// Those of all connections: where so many wait, the call that comes next on another connection makes a task.
    static let waitingWorkers = 512
    /// Calls of one connection, waiting to begin, for which it keeps room between bursts.
    static let keptDispatchedCalls = 16
    /// Bytes of one stream that may wait for the socket; its writer waits at and above it.
    static let queuedBytesPerStream = 256 * 1024
    /// Bytes of one connection that may wait for the socket before every stream's writer waits.
    static let queuedBytesBeforeStreamsWait = 1024 * 1024
    /// Bytes of one connection that may wait for the socket before no more frames are read from it.
    static let queuedBytesBeforeReadingStops = 2 * 1024 * 1024
    /// Bytes of one connection that may wait for the socket before it is closed.
    static let queuedBytesPerConnection = 64 * 1024 * 1024
    /// How long a stream's message may wait for its reader before the stream ends.
    static let streamStallNanoseconds: Int64 = 30_000_000_000
    /// How long bytes may wait without any of them being taken by the peer before the connection is closed.
    static let connectionStallNanoseconds: Int64 = 60_000_000_000
    /// The time that calls cancelled by the end of a drain get to answer.
    static let drainGraceNanoseconds: Int64 = 1_000_000_000
    /// The furthest wake-up that is asked for; a later one is asked for again then.
    static let furthestWakeupNanoseconds: Int64 = 3_600_000_000_000

    /// Bytes of all connections of one uid, of frames that are not whole yet, of calls that run and of answers that wait for the socket. A frame or
    /// call that does not fit is discarded, a connection whose answers do not fit is closed.
    static let heldBytesPerUser = 256 * 1024 * 1024
    /// One part in so many of that is left to answers: while calls take the rest, those who are refused must hear so, and no connection may
    /// be closed for it.
    static let answersShareOfHeldBytes = 8
    /// What a call is counted with beside its request's bytes, from its request to the end of its task: those of a uid are 14,336 at most. A task,
    /// its stack and what the gateway keeps for it were measured at 12 KiB for a stream and 25 KiB for a payout that waits.
    static let callBytes = 16 * 1024
    /// Frames that are not whole and answers that wait do not count up to here, of one connection.
    static let uncountedBytes = 16 * 1024
    /// What they hold beyond is counted in steps of so much.
    static let countedStepBytes = 64 * 1024
    /// Bytes of a connection that are read at once: so many at first, and at least and at most. It keeps a buffer of the largest size that it has
    /// needed for as long as it is open, which counts towards nothing.
    static let firstReadBytes = 2_048
    static let readBytes = 64...16_384
    /// Bytes for which a connection keeps room in its buffer for what goes out, from one write to the next. This counts towards nothing,
    /// either.
    static let keptOutputBytes = 4 * 1024
    /// How long a frame that has begun may go without another byte before the connection is closed.
    static let frameStallNanoseconds: Int64 = 60_000_000_000

    /// Connections the kernel holds for `accept`; it takes its own `net.core.somaxconn` where that is less.
    static let listenBacklog: Int32 = 4_096
    /// How long no connection is accepted after the process ran out of descriptors or memory.
    static let acceptBackoffMilliseconds: Int64 = 200

    /// Bytes of a stream's messages that a client holds for its reader before it stops reading the connection.
    static let clientStreamBytes = 1024 * 1024
    /// Messages of a stream that a client holds for its reader before it stops reading the connection.
    static let clientStreamMessages = 1_024
    /// How long a client's reader may keep the connection from being read before its stream ends.
    static let clientStreamStallNanoseconds: Int64 = 10_000_000_000
    /// How much longer than the server a client waits for its answer.
    static let clientGraceNanoseconds: Int64 = 500_000_000

    /// The client's own timeout for a call that the server is given `timeout` nanoseconds for. Without time there is
    /// nothing to wait for.
    static func clientPatience(beyond timeout: Int64) -> Int64 {
        timeout > 0 ? timeout.addingSaturated(clientGraceNanoseconds) : timeout
    }

    /// Calls that a client has in flight on one connection.
    static let clientCalls = 65_536
}
