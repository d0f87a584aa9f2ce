/// What the server decides on one connection: which frames open a call, which are refused with what, what may be
/// written now, what must wait, and when the connection has to go (docs/wire.md).
///
/// Pure: the time comes in (monotonic nanoseconds), actions go out, and the connection around it only carries them out.
/// Every bytes-to-the-socket is reported back by `bytesQueued` and `bytesFlushed`, so that what a peer does not read is
/// bounded by `Limits`.
///
/// By topic: `+Requests` has what the peer sends, `+Calls` what calls say, `+Sending` what the socket takes, `+Time` deadlines,
/// stalls and the drain. Nothing outside these files changes what stands here.
///
/// Each event says who is to blame for what it refuses: the peer (its call gets an error, the connection lives on), a
/// legitimate race (dropped), or us (the process stops, naming the state).
struct ServerStateMachine: ~Copyable {
    enum Phase: Equatable {
        case open
        /// No new calls; those in flight may finish until the deadline.
        case draining(deadline: Int64)
        /// The drain's deadline has passed, the calls were cancelled, and get a moment to say so.
        case expiring(closeAt: Int64)
        case closed
    }

    struct Stream {
        var kind: MethodKind
        /// When the caller stops waiting; `.max` where it did not say.
        var deadline: Int64
        /// The client has said that it sends no more on this stream.
        var remoteClosed: Bool
    }

    /// What is refused and what is ended by a drain hears this.
    let shuttingDown: Status
    var phase = Phase.open
    var lastStreamID: UInt32 = 0
    var streams: [UInt32: Stream] = [:]
    /// Calls that run, answered or not: a handler may be slow to notice that its caller has been answered already.
    var running = 0
    /// What goes to the peer, and what waits for that.
    var queue = SendQueue()
    /// When the last byte came of a frame that is not whole yet; nil between frames.
    var partialFrameSince: Int64?
    /// When `timePassed` wants to be called at the latest. It may come early, and then nothing happens.
    var nextWakeup: Int64?

    init(shuttingDown: Status) {
        self.shuttingDown = shuttingDown
    }

    /// Whether a call runs that may have something to say yet.
    var hasCalls: Bool { running > 0 }

    /// The connection is gone, by whoever's doing. Nothing is answered any more.
    mutating func closed() {
        phase = .closed
        streams.removeAll()
        nextWakeup = nil
    }
}
