/// What the server decides on one connection: which frames open a call, which are refused with what, what may be
/// written now, what must wait, and when the connection has to go (docs/wire.md).
///
/// Pure: the time comes in (monotonic nanoseconds), actions go out, and the connection around it only carries them out.
/// Every bytes-to-the-socket is reported back by `bytesQueued` and `bytesFlushed`, so that what a peer does not read is
/// bounded by `Limits`.
///
/// Each event says who is to blame for what it refuses: the peer (its call gets an error, the connection lives on), a
/// legitimate race (dropped), or us (the process stops, naming the state).
struct ConnectionStateMachine: ~Copyable {
    private enum Phase: Equatable {
        case open
        /// No new calls; those in flight may finish until the deadline.
        case draining(deadline: Int64)
        /// The drain's deadline has passed, the calls were cancelled, and get a moment to say so.
        case expiring(closeAt: Int64)
        case closed
    }

    private struct Stream {
        var kind: MethodKind
        /// When the caller stops waiting; `.max` where it did not say.
        var deadline: Int64
        /// The client has said that it sends no more on this stream.
        var remoteClosed: Bool
        /// Bytes of its messages that wait for the socket.
        var queuedBytes = 0
    }

    private struct WaitingSend {
        var id: SendID
        var streamID: UInt32
        var since: Int64
    }

    /// What is refused and what is ended by a drain hears this.
    private let shuttingDown: Status
    private var phase = Phase.open
    private var lastStreamID: UInt32 = 0
    private var streams: [UInt32: Stream] = [:]
    /// Calls that run, answered or not: a handler may be slow to notice that its caller has been answered already.
    private var running = 0
    private var waiting: [WaitingSend] = []
    private var nextSendID = SendID(rawValue: 0)
    private(set) var queuedBytes = 0
    /// When the peer last took anything, or the queue stopped being empty.
    private var lastProgress: Int64 = 0
    /// When the last byte came of a frame that is not whole yet; nil between frames.
    private var partialFrameSince: Int64?
    /// When `timePassed` wants to be called at the latest. It may come early, and then nothing happens.
    private(set) var nextWakeup: Int64?

    init(shuttingDown: Status) {
        self.shuttingDown = shuttingDown
    }

    /// Whether a call runs that may have something to say yet.
    var hasCalls: Bool { running > 0 }
}

/// Names a message that waits for room.
struct SendID: RawRepresentable, Hashable {
    var rawValue: UInt64
}

// MARK: - What the peer sends

extension ConnectionStateMachine {
    /// What a Request turned out to ask for.
    enum RequestedCall: Equatable {
        /// The data is not a Request; the reason goes to the caller.
        case malformed(String)
        /// Nobody serves it; the text names it.
        case unknownMethod(String)
        case call(MethodKind, timeoutNanoseconds: Int64)
    }

    enum RequestAction: Equatable {
        /// Run the call. The deadline is `.max` where the caller did not say.
        case dispatch(deadline: Int64)
        /// Answer with this error.
        case refuse(Status)
        /// The connection is closing; nobody would read an answer.
        case ignore
    }

    /// A Request came in. Every refusal is the peer's fault but one: a Request that crosses the start of a drain is a
    /// legitimate race, and hears UNAVAILABLE.
    mutating func requestReceived(
        on streamID: UInt32, flags: FrameFlags, asking call: RequestedCall, now: Int64
    ) -> RequestAction {
        guard phase != .closed else { return .ignore }
        if let refusal = claim(streamID) { return .refuse(refusal) }
        guard phase == .open else { return .refuse(shuttingDown) }
        switch call {
        case .malformed(let reason):
            return .refuse(Status(.invalidArgument, reason))
        case .unknownMethod(let name):
            return .refuse(Status(.unimplemented, "\(name) is not served here"))
        case .call(let kind, let timeout):
            guard timeout >= 0 else { return .refuse(Self.deadlineExceeded) }
            guard running < Limits.callsPerConnection else {
                return .refuse(
                    Status(.resourceExhausted, "\(Limits.callsPerConnection) calls run on this connection already"))
            }
            let deadline = timeout == 0 ? .max : Self.sum(now, timeout)
            running += 1
            streams[streamID] = Stream(kind: kind, deadline: deadline, remoteClosed: flags.contains(.remoteClosed))
            if deadline != .max { wake(at: deadline, now: now) }
            return .dispatch(deadline: deadline)
        }
    }

    enum FrameAction: Equatable {
        case accept
        /// Answer with this error; a call that is open on the stream goes on.
        case refuse(Status)
        /// Answer with this error, which ends the stream, and cancel its call.
        case end(Status)
        /// Not for us.
        case ignore
    }

    /// Data came in. A server-streaming call takes none, so everything but the client's "no more from me" is the peer's
    /// fault. On a unary call the call goes on, for it may be moving money; on a stream the error ends the stream for
    /// the client, so it ends here too. Data that crosses a call's end is a legitimate race and hears the same as Data
    /// on a stream that never was.
    mutating func dataReceived(on streamID: UInt32, flags: FrameFlags, length: Int) -> FrameAction {
        guard phase != .closed else { return .ignore }
        guard let stream = streams[streamID] else {
            return .refuse(Status(.invalidArgument, "StreamID is no longer active"))
        }
        switch stream.kind {
        case .unary:
            return .refuse(Status(.invalidArgument, "a unary call takes no Data"))
        case .serverStreaming where !stream.remoteClosed && flags.contains(.remoteClosed) && length == 0:
            streams[streamID]?.remoteClosed = true
            return .accept
        case .serverStreaming:
            streams[streamID] = nil
            return .end(Status(.invalidArgument, "a server-streaming call takes one message, its Request's"))
        }
    }

    /// A frame was too long, for anybody or for this peer, or did not fit into what its user may hold, and its data is gone: the peer's fault. A
    /// Request uses up its stream id all the same, since it is answered there.
    mutating func frameDiscarded(_ header: FrameHeader, _ reason: FrameDecoder.Discard) -> FrameAction {
        guard phase != .closed else { return .ignore }
        let status =
            switch reason {
            case .oversized: Status(.resourceExhausted, "the data is longer than \(Limits.frameDataBytes) bytes")
            case .noRoom: Status(.resourceExhausted, "this user's connections hold too much already")
            case .refused(let status): status
            }
        if header.type == .request { _ = claim(header.streamID) }
        if header.type == .data, streams[header.streamID]?.kind == .serverStreaming {
            streams[header.streamID] = nil
            return .end(status)
        }
        return .refuse(status)
    }

    /// Takes a stream id for a new call, or says why not. An id that was refused stays usable, unless it is past.
    private mutating func claim(_ streamID: UInt32) -> Status? {
        guard streamID % 2 == 1 else {
            return Status(.invalidArgument, "StreamID must be odd for client initiated streams")
        }
        guard streamID > lastStreamID else {
            return Status(.invalidArgument, "StreamID cannot be re-used and must increment")
        }
        lastStreamID = streamID
        return nil
    }
}

// MARK: - What calls do

extension ConnectionStateMachine {
    /// What becomes of what a call said last.
    enum FinishAction: Equatable {
        case send
        /// Answer with this error instead.
        case replace(Status)
        /// The caller has been answered already or is gone.
        case drop
    }

    /// Whether the call on `streamID` still has somebody to answer.
    func isOpen(_ streamID: UInt32) -> Bool {
        streams[streamID] != nil
    }

    /// A unary call has its answer. `length` is that of the Response's data. An answer after the deadline or after the
    /// peer is gone is a legitimate race. One that is too long for a frame is replaced by RESOURCE_EXHAUSTED.
    mutating func unaryCallSucceeded(_ streamID: UInt32, length: Int) -> FinishAction {
        guard finish(streamID) else { return .drop }
        guard length <= Limits.frameDataBytes else {
            return .replace(Status(.resourceExhausted, "the answer is longer than \(Limits.frameDataBytes) bytes"))
        }
        return .send
    }

    /// A stream has sent its last message. Races as above.
    mutating func streamSucceeded(_ streamID: UInt32) -> FinishAction {
        finish(streamID) ? .send : .drop
    }

    /// A call ended in error. `OK` is no error: that a handler throws it is our bug, and the caller hears UNKNOWN rather
    /// than a success that was none.
    mutating func callFailed(_ streamID: UInt32, code: StatusCode) -> FinishAction {
        guard finish(streamID) else { return .drop }
        return code == .ok ? .replace(Status(.unknown, "the call failed without an error")) : .send
    }

    enum OfferAction: Equatable {
        case send
        /// Keep the message until `nextSend` names it, or it is refused by the end of its stream.
        case wait(SendID)
        case refuse(Status)
    }

    /// A stream has a message. It goes out at once while there is room, else it waits for its turn. A message after the
    /// stream's end (deadline, peer gone, drain) is a legitimate race.
    mutating func messageOffered(on streamID: UInt32, length: Int, now: Int64) -> OfferAction {
        guard streams[streamID] != nil else { return .refuse(Self.streamEnded) }
        guard length <= Limits.frameDataBytes else {
            return .refuse(Status(.resourceExhausted, "the message is longer than \(Limits.frameDataBytes) bytes"))
        }
        if hasRoom(streamID), !waiting.contains(where: { $0.streamID == streamID }) { return .send }
        let id = nextSendID
        nextSendID.rawValue += 1
        waiting.append(WaitingSend(id: id, streamID: streamID, since: now))
        wake(at: Self.sum(now, Limits.streamStallNanoseconds), now: now)
        return .wait(id)
    }

    /// The message that may go now, the one that has waited longest first. To be asked again until it is nil, each
    /// message having been queued in between.
    mutating func nextSend() -> SendID? {
        guard let index = waiting.firstIndex(where: { hasRoom($0.streamID) }) else { return nil }
        return waiting.remove(at: index).id
    }

    /// Whoever waited with this message has given up. That it went out or was refused meanwhile is a legitimate race.
    mutating func sendCancelled(_ id: SendID) {
        waiting.removeAll { $0.id == id }
    }

    /// Messages that wait for a stream that has ended; they are forgotten here.
    mutating func sendsOfEndedStreams() -> [SendID] {
        guard !waiting.isEmpty else { return [] }
        let ended = waiting.filter { streams[$0.streamID] == nil }.map(\.id)
        waiting.removeAll { streams[$0.streamID] == nil }
        return ended
    }

    private func hasRoom(_ streamID: UInt32) -> Bool {
        guard let stream = streams[streamID] else { return false }
        return stream.queuedBytes < Limits.queuedBytesPerStream && queuedBytes < Limits.queuedBytesBeforeStreamsWait
    }

    /// A call's task is over. Returns whether its caller was still waiting.
    private mutating func finish(_ streamID: UInt32) -> Bool {
        precondition(running > 0, "a call ended on stream \(streamID), but none runs")
        running -= 1
        return streams.removeValue(forKey: streamID) != nil
    }
}

// MARK: - What the socket does

extension ConnectionStateMachine {
    /// Whether more frames are to be read. A peer that does not read its answers is not asked for more questions.
    var mayRead: Bool {
        queuedBytes < Limits.queuedBytesBeforeReadingStops
    }

    /// Whether so much is queued that the connection has to be closed: the peer's fault.
    var isOverfull: Bool {
        queuedBytes > Limits.queuedBytesPerConnection
    }

    /// Whether the drain is over: nothing runs whose caller waits, and everything is sent.
    var isDrained: Bool {
        switch phase {
        case .draining, .expiring: streams.isEmpty && queuedBytes == 0
        case .open, .closed: false
        }
    }

    /// Bytes have come. A frame that has begun must go on.
    ///
    /// - Parameter now: the time, where they end within a frame; nil where they end with one.
    mutating func bytesReceived(withinFrameAt now: Int64?) {
        partialFrameSince = now
        guard let now else { return }
        wake(at: Self.sum(now, Limits.frameStallNanoseconds), now: now)
    }

    /// Bytes are on their way to the socket; those of a stream's message count for the stream too.
    mutating func bytesQueued(_ count: Int, message streamID: UInt32? = nil, now: Int64) {
        if queuedBytes == 0 {
            lastProgress = now
            wake(at: Self.sum(now, Limits.connectionStallNanoseconds), now: now)
        }
        queuedBytes += count
        if let streamID { streams[streamID]?.queuedBytes += count }
    }

    /// The peer's kernel has taken bytes: `count` in all, some of them of streams' messages. That a stream has ended
    /// meanwhile is a legitimate race.
    mutating func bytesFlushed(_ count: Int, messages: [(streamID: UInt32, count: Int)], now: Int64) {
        precondition(count <= queuedBytes, "\(count) bytes were flushed of \(queuedBytes)")
        let wasHeldBack = !mayRead
        queuedBytes -= count
        lastProgress = now
        // While nothing was read, nothing could come of it.
        if wasHeldBack, mayRead, partialFrameSince != nil { bytesReceived(withinFrameAt: now) }
        for message in messages { streams[message.streamID]?.queuedBytes -= message.count }
    }

    /// The connection is gone, by whoever's doing. Nothing is answered any more.
    mutating func closed() {
        phase = .closed
        streams.removeAll()
        nextWakeup = nil
    }
}

// MARK: - What time does

extension ConnectionStateMachine {
    enum TimeAction: Equatable {
        /// Answer this stream with this error and cancel its call.
        case end(UInt32, Status)
        /// Cancel every call, but let them answer.
        case cancelCalls
        case close
    }

    /// Time has passed. Ends what is past its deadline, and streams and connections whose reader stays away.
    mutating func timePassed(now: Int64) -> [TimeAction] {
        guard phase != .closed else { return [] }
        var actions: [TimeAction] = []
        for (streamID, stream) in streams where stream.deadline <= now {
            streams[streamID] = nil
            actions.append(.end(streamID, Self.deadlineExceeded))
        }
        for send in waiting where now - send.since >= Limits.streamStallNanoseconds {
            guard streams.removeValue(forKey: send.streamID) != nil else { continue }
            actions.append(.end(send.streamID, Self.stalled))
        }
        actions += phaseTimePassed(now: now)
        recomputeWakeup(now: now)
        return actions
    }

    private mutating func phaseTimePassed(now: Int64) -> [TimeAction] {
        if queuedBytes > 0, now - lastProgress >= Limits.connectionStallNanoseconds { return [.close] }
        if let partialFrameSince, mayRead, now - partialFrameSince >= Limits.frameStallNanoseconds { return [.close] }
        switch phase {
        case .draining(let deadline) where deadline <= now:
            phase = .expiring(closeAt: Self.sum(now, Limits.drainGraceNanoseconds))
            return [.cancelCalls]
        case .expiring(let closeAt) where closeAt <= now:
            return [.close]
        case .open, .draining, .expiring, .closed:
            return []
        }
    }

    /// The server stops. Streams end at once, for they do not end by themselves, and a consumer takes up where it was;
    /// unary calls have until the deadline. A second drain may only bring the deadline forward.
    ///
    /// - Returns: the streams to end, with what to answer.
    mutating func drainStarted(deadline: Int64, now: Int64) -> [TimeAction] {
        switch phase {
        case .closed, .expiring:
            return []
        case .draining(let earlier):
            phase = .draining(deadline: min(earlier, deadline))
        case .open:
            phase = .draining(deadline: deadline)
        }
        wake(at: deadline, now: now)
        let ended = streams.filter { $0.value.kind == .serverStreaming }.keys.sorted()
        for streamID in ended { streams[streamID] = nil }
        return ended.map { .end($0, shuttingDown) }
    }

    private mutating func wake(at time: Int64, now: Int64) {
        let time = min(time, Self.sum(now, Limits.furthestWakeupNanoseconds))
        nextWakeup = min(nextWakeup ?? .max, time)
    }

    private mutating func recomputeWakeup(now: Int64) {
        nextWakeup = nil
        for stream in streams.values where stream.deadline != .max { wake(at: stream.deadline, now: now) }
        if let first = waiting.first { wake(at: Self.sum(first.since, Limits.streamStallNanoseconds), now: now) }
        if queuedBytes > 0 { wake(at: Self.sum(lastProgress, Limits.connectionStallNanoseconds), now: now) }
        if let partialFrameSince { wake(at: Self.sum(partialFrameSince, Limits.frameStallNanoseconds), now: now) }
        switch phase {
        case .draining(let deadline): wake(at: deadline, now: now)
        case .expiring(let closeAt): wake(at: closeAt, now: now)
        case .open, .closed: break
        }
    }

    private static func sum(_ time: Int64, _ duration: Int64) -> Int64 {
        let (sum, overflow) = time.addingReportingOverflow(duration)
        return overflow ? .max : sum
    }

    static let deadlineExceeded = Status(.deadlineExceeded, "the deadline has passed")
    static let streamEnded = Status(.cancelled, "the stream has ended")
    static let stalled = Status(.resourceExhausted, "the stream's reader stayed away too long")
}
