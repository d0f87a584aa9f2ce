/// What a client decides on one connection: stream ids, which answer belongs to which call, when a call ends without
/// one, and whether to go on reading while a stream's reader is slow.
///
/// Pure, like the server's machine: the time comes in (monotonic nanoseconds), actions go out. What the server does
/// wrong ends the call that it concerns; what comes for a call that has ended here is a legitimate race and is dropped,
/// for ttrpc has no way to cancel a call.
struct ClientStateMachine: ~Copyable {
    private struct Call {
        var kind: MethodKind
        /// `.max` where there is none.
        var deadline: Int64
        /// What has come in and was not taken yet by the stream's reader.
        var heldBytes = 0
        var heldMessages = 0
        /// Since when it holds more than a stream may; nil while it does not.
        var fullSince: Int64?
    }

    private var isClosed = false
    private var nextStreamID: UInt32 = 1
    private var calls: [UInt32: Call] = [:]
    private var fullStreams = 0
    /// When `timePassed` wants to be called at the latest.
    private(set) var nextWakeup: Int64?
}

extension ClientStateMachine {
    enum StartAction: Equatable {
        /// Send the Request on this stream.
        case send(UInt32)
        case refuse(Status)
    }

    /// A call is to be made. `length` is that of the Request's data, `timeout` is nil where the caller waits forever.
    mutating func callStarted(_ kind: MethodKind, length: Int, timeout: Int64?, now: Int64) -> StartAction {
        guard !isClosed else { return .refuse(.connectionLost) }
        guard length <= Limits.frameDataBytes else {
            return .refuse(Status(.resourceExhausted, "the request is longer than \(Limits.frameDataBytes) bytes"))
        }
        guard timeout.map({ $0 > 0 }) ?? true else { return .refuse(.deadlineExceeded) }
        guard calls.count < Limits.clientCalls else {
            return .refuse(Status(.resourceExhausted, "\(Limits.clientCalls) calls are in flight already"))
        }
        guard nextStreamID < .max else { return .refuse(Status(.unavailable, "the connection's stream ids are used up")) }
        defer { nextStreamID += 2 }
        let deadline = timeout.map(now.addingSaturated) ?? .max
        calls[nextStreamID] = Call(kind: kind, deadline: deadline)
        if deadline != .max { wake(at: deadline, now: now) }
        return .send(nextStreamID)
    }

    enum FrameAction: Equatable {
        /// Hand the message to its stream's reader.
        case deliver
        /// The call is over: with the Response's payload, or a stream's success where there is none.
        case succeed
        case fail(Status)
        case ignore
    }

    /// A Response came in; `status` is its error. One without ends a stream too: older servers do so.
    mutating func responseReceived(on streamID: UInt32, status: Status?) -> FrameAction {
        guard remove(streamID) != nil else { return .ignore }
        return status.map { .fail($0) } ?? .succeed
    }

    /// A Response came in that is none, or Data where there can be none: the server's fault.
    mutating func nonsenseReceived(on streamID: UInt32) -> FrameAction {
        remove(streamID) == nil ? .ignore : .fail(Status(.internal, "the server's answer can't be read"))
    }

    /// A frame was too long and its data is gone: the server's fault.
    mutating func oversizedFrameReceived(on streamID: UInt32) -> FrameAction {
        guard remove(streamID) != nil else { return .ignore }
        return .fail(Status(.resourceExhausted, "the answer is longer than \(Limits.frameDataBytes) bytes"))
    }

    /// Data came in. With `remoteClosed` it is the stream's last, a message of its own unless it says `noData`.
    mutating func dataReceived(on streamID: UInt32, flags: FrameFlags, length: Int, now: Int64) -> [FrameAction] {
        guard let call = calls[streamID] else { return [.ignore] }
        guard call.kind == .serverStreaming else { return [nonsenseReceived(on: streamID)] }
        let hasMessage = !flags.contains(.noData)
        if flags.contains(.remoteClosed) {
            _ = remove(streamID)
            return hasMessage ? [.deliver, .succeed] : [.succeed]
        }
        guard hasMessage else { return [.ignore] }
        hold(streamID, length, now: now)
        return [.deliver]
    }

    private mutating func hold(_ streamID: UInt32, _ length: Int, now: Int64) {
        guard var call = calls[streamID] else { return }
        call.heldBytes += length
        call.heldMessages += 1
        let isFull = call.heldBytes >= Limits.clientStreamBytes || call.heldMessages >= Limits.clientStreamMessages
        if isFull, call.fullSince == nil {
            call.fullSince = now
            fullStreams += 1
            wake(at: now + Limits.clientStreamStallNanoseconds, now: now)
        }
        calls[streamID] = call
    }

    /// A stream's reader has taken a message of `length` bytes. That the stream has ended is a legitimate race.
    mutating func messageTaken(on streamID: UInt32, length: Int) {
        guard var call = calls[streamID] else { return }
        call.heldBytes -= length
        call.heldMessages -= 1
        let isHalfEmpty =
            call.heldBytes <= Limits.clientStreamBytes / 2 && call.heldMessages <= Limits.clientStreamMessages / 2
        if isHalfEmpty, call.fullSince != nil {
            call.fullSince = nil
            fullStreams -= 1
        }
        calls[streamID] = call
    }

    /// Whether more frames are to be read: not while a stream holds all that it may.
    var mayRead: Bool {
        fullStreams == 0
    }

    /// Whoever made the call no longer waits for it. Returns whether it was still in flight.
    mutating func callCancelled(_ streamID: UInt32) -> Bool {
        remove(streamID) != nil
    }

    /// Time has passed.
    ///
    /// - Returns: the calls that end: past their deadline, or streams whose reader has kept the connection from being
    ///   read for too long, so that the other calls go on.
    mutating func timePassed(now: Int64) -> [(streamID: UInt32, status: Status)] {
        var ended: [(streamID: UInt32, status: Status)] = []
        for (streamID, call) in calls {
            if call.deadline <= now {
                ended.append((streamID, .deadlineExceeded))
            } else if let since = call.fullSince, now - since >= Limits.clientStreamStallNanoseconds {
                ended.append((streamID, .stalled))
            }
        }
        for (streamID, _) in ended { _ = remove(streamID) }
        nextWakeup = nil
        for call in calls.values {
            if call.deadline != .max { wake(at: call.deadline, now: now) }
            if let since = call.fullSince { wake(at: since + Limits.clientStreamStallNanoseconds, now: now) }
        }
        return ended
    }

    /// The connection is gone. Every call in flight ends with `Status.connectionLost`.
    mutating func closed() {
        isClosed = true
        calls.removeAll()
        fullStreams = 0
        nextWakeup = nil
    }

    private mutating func remove(_ streamID: UInt32) -> Call? {
        let call = calls.removeValue(forKey: streamID)
        if call?.fullSince != nil { fullStreams -= 1 }
        return call
    }

    private mutating func wake(at time: Int64, now: Int64) {
        nextWakeup = min(nextWakeup ?? .max, time, now + Limits.furthestWakeupNanoseconds)
    }
}
