/// What the peer sends.
extension ServerStateMachine {
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
            guard timeout >= 0 else { return .refuse(.deadlineExceeded) }
            guard running < Limits.callsPerConnection else {
                return .refuse(
                    Status(.resourceExhausted, "\(Limits.callsPerConnection) calls run on this connection already"))
            }
            // The latest time there is stands for none.
            let deadline = timeout == 0 ? .max : min(now.addingSaturated(timeout), .max - 1)
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
    /// Request uses up its stream id all the same, since it is answered there. Of other types than a client sends nothing is heard, whatever
    /// their length.
    mutating func frameDiscarded(_ header: FrameHeader, _ reason: FrameDecoder.Discard) -> FrameAction {
        guard phase != .closed, header.type == .request || header.type == .data else { return .ignore }
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

    /// Bytes have come. A frame that has begun must go on.
    ///
    /// - Parameter now: the time, where they end within a frame; nil where they end with one.
    mutating func bytesReceived(withinFrameAt now: Int64?) {
        partialFrameSince = now
        guard let now else { return }
        wake(at: now.addingSaturated(Limits.frameStallNanoseconds), now: now)
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
