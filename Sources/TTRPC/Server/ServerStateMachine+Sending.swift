/// What goes to the peer, and what the socket makes of it.
extension ServerStateMachine {
    enum OfferAction: Equatable {
        case send
        /// Keep the message until `nextSend` names it, or it is refused by the end of its stream.
        case wait(SendID)
        case refuse(Status)
    }

    /// A stream has a message. It goes out at once while there is room, else it waits for its turn. A message after the
    /// stream's end (deadline, peer gone, drain) is a legitimate race.
    mutating func messageOffered(on streamID: UInt32, length: Int, now: Int64) -> OfferAction {
        guard streams[streamID] != nil else { return .refuse(.streamEnded) }
        guard length <= Limits.frameDataBytes else {
            return .refuse(Status(.resourceExhausted, "the message is longer than \(Limits.frameDataBytes) bytes"))
        }
        guard let id = queue.offered(on: streamID, now: now) else { return .send }
        wake(at: now.addingSaturated(Limits.streamStallNanoseconds), now: now)
        return .wait(id)
    }

    /// The message that may go now, the one that has waited longest first. To be asked again until it is nil, each
    /// message having been queued in between.
    mutating func nextSend() -> SendID? {
        queue.isWaitedFor ? queue.next(among: streams) : nil
    }

    /// Whoever waited with this message has given up. That it went out or was refused meanwhile is a legitimate race.
    mutating func sendCancelled(_ id: SendID) {
        queue.cancelled(id)
    }

    /// Messages that wait for a stream that has ended; they are forgotten here.
    mutating func sendsOfEndedStreams() -> [SendID] {
        queue.isWaitedFor ? queue.takeEnded(besides: streams) : []
    }

    /// Bytes are on their way to the socket; those of a stream's message count for the stream too.
    mutating func bytesQueued(_ count: Int, message streamID: UInt32? = nil, now: Int64) {
        if queue.bytes == 0 { wake(at: now.addingSaturated(Limits.connectionStallNanoseconds), now: now) }
        queue.queued(count, message: streamID, now: now)
    }

    /// The peer's kernel has taken bytes: `count` in all, some of them of streams' messages. That a stream has ended
    /// meanwhile is a legitimate race.
    mutating func bytesFlushed(_ count: Int, messages: [(streamID: UInt32, count: Int)], now: Int64) {
        let wasHeldBack = !queue.mayRead
        queue.flushed(count, messages: messages, now: now)
        // While nothing was read, nothing could come of it.
        if wasHeldBack, queue.mayRead, partialFrameSince != nil { bytesReceived(withinFrameAt: now) }
    }
}
