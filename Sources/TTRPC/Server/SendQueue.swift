/// What one connection has to send: bytes on their way to the socket, in all and of each stream, and messages that wait for room among
/// them. How much may wait is bounded by `Limits`.
///
/// Part of `ServerStateMachine`, which knows the streams, and as pure.
struct SendQueue: ~Copyable {
    private struct Waiting {
        var id: SendID
        var streamID: UInt32
        var since: Int64
    }

    /// Oldest first.
    private var waiting: [Waiting] = []
    private var nextID = SendID(rawValue: 0)
    /// Those that wait for the socket.
    private(set) var bytes = 0
    /// Of them those of streams' messages; a stream that has none is not in it.
    private var streamBytes: [UInt32: Int] = [:]
    /// When the peer last took anything, or the queue stopped being empty.
    private var lastProgress: Int64 = 0

    /// Whether messages wait for room.
    var isWaitedFor: Bool { !waiting.isEmpty }

    /// Whether more frames are to be read. A peer that does not read its answers is not asked for more questions.
    var mayRead: Bool {
        bytes < Limits.queuedBytesBeforeReadingStops
    }

    /// Whether so much is queued that the connection has to be closed: the peer's fault.
    var isOverfull: Bool {
        bytes > Limits.queuedBytesPerConnection
    }

    private func hasRoom(_ streamID: UInt32) -> Bool {
        guard bytes < Limits.queuedBytesBeforeStreamsWait else { return false }
        return streamBytes[streamID, default: 0] < Limits.queuedBytesPerStream
    }
}

/// Names a message that waits for room.
struct SendID: RawRepresentable, Hashable {
    var rawValue: UInt64
}

// MARK: - Messages that wait

extension SendQueue {
    /// A stream has a message.
    ///
    /// - Returns: nil where it may go at once; else it waits under this name.
    mutating func offered(on streamID: UInt32, now: Int64) -> SendID? {
        if hasRoom(streamID), !waiting.contains(where: { $0.streamID == streamID }) { return nil }
        let id = nextID
        nextID.rawValue += 1
        waiting.append(Waiting(id: id, streamID: streamID, since: now))
        return id
    }

    /// The message that may go now, the oldest first; it waits no more. Those of streams that are not `open` never go.
    mutating func next<Stream>(among open: [UInt32: Stream]) -> SendID? {
        guard let index = waiting.firstIndex(where: { open[$0.streamID] != nil && hasRoom($0.streamID) }) else { return nil }
        return waiting.remove(at: index).id
    }

    /// That one waits no more, if it still did.
    mutating func cancelled(_ id: SendID) {
        waiting.removeAll { $0.id == id }
    }

    /// The messages of streams that are not `open`; they wait no more.
    mutating func takeEnded<Stream>(besides open: [UInt32: Stream]) -> [SendID] {
        let ended = waiting.filter { open[$0.streamID] == nil }.map(\.id)
        waiting.removeAll { open[$0.streamID] == nil }
        return ended
    }
}

// MARK: - Bytes

extension SendQueue {
    /// Bytes are on their way to the socket; those of a stream's message count for the stream too.
    mutating func queued(_ count: Int, message streamID: UInt32?, now: Int64) {
        if bytes == 0 { lastProgress = now }
        bytes += count
        if let streamID { streamBytes[streamID, default: 0] += count }
    }

    /// The peer's kernel has taken bytes: `count` in all, some of them of streams' messages.
    mutating func flushed(_ count: Int, messages: [(streamID: UInt32, count: Int)], now: Int64) {
        precondition(count <= bytes, "\(count) bytes were flushed of \(bytes)")
        bytes -= count
        lastProgress = now
        for message in messages {
            let left = streamBytes[message.streamID, default: 0] - message.count
            streamBytes[message.streamID] = left > 0 ? left : nil
        }
    }
}

// MARK: - Time

extension SendQueue {
    /// The streams of whose messages one has waited for too long.
    func stalledStreams(now: Int64) -> [UInt32] {
        waiting.filter { now - $0.since >= Limits.streamStallNanoseconds }.map(\.streamID)
    }

    /// Whether the peer has taken nothing for too long.
    func isStalled(now: Int64) -> Bool {
        bytes > 0 && now - lastProgress >= Limits.connectionStallNanoseconds
    }

    /// When the first of the two is so, unless something changes before; nil while nothing waits.
    var nextStall: Int64? {
        let stream = waiting.first?.since.addingSaturated(Limits.streamStallNanoseconds)
        guard bytes > 0 else { return stream }
        return min(lastProgress.addingSaturated(Limits.connectionStallNanoseconds), stream ?? .max)
    }
}
