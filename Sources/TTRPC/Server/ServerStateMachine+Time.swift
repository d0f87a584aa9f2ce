/// Deadlines, stalls and the drain.
extension ServerStateMachine {
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
            actions.append(.end(streamID, .deadlineExceeded))
        }
        for streamID in queue.stalledStreams(now: now) where streams.removeValue(forKey: streamID) != nil {
            actions.append(.end(streamID, .stalled))
        }
        actions += phaseTimePassed(now: now)
        recomputeWakeup(now: now)
        return actions
    }

    private mutating func phaseTimePassed(now: Int64) -> [TimeAction] {
        if queue.isStalled(now: now) { return [.close] }
        if let partialFrameSince, queue.mayRead, now - partialFrameSince >= Limits.frameStallNanoseconds { return [.close] }
        switch phase {
        case .draining(let deadline) where deadline <= now:
            phase = .expiring(closeAt: now.addingSaturated(Limits.drainGraceNanoseconds))
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

    /// Whether the drain is over: nothing runs whose caller waits, and everything is sent.
    var isDrained: Bool {
        switch phase {
        case .draining, .expiring: streams.isEmpty && queue.bytes == 0
        case .open, .closed: false
        }
    }

    mutating func wake(at time: Int64, now: Int64) {
        let time = min(time, now.addingSaturated(Limits.furthestWakeupNanoseconds))
        nextWakeup = min(nextWakeup ?? .max, time)
    }

    private mutating func recomputeWakeup(now: Int64) {
        nextWakeup = nil
        for stream in streams.values where stream.deadline != .max { wake(at: stream.deadline, now: now) }
        if let stall = queue.nextStall { wake(at: stall, now: now) }
        // While nothing is read, nobody is blamed; `bytesFlushed` begins the minute anew.
        if let partialFrameSince, queue.mayRead { wake(at: partialFrameSince.addingSaturated(Limits.frameStallNanoseconds), now: now) }
        switch phase {
        case .draining(let deadline): wake(at: deadline, now: now)
        case .expiring(let closeAt): wake(at: closeAt, now: now)
        case .open, .closed: break
        }
    }
}
