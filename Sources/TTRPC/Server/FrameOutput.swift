import NIOCore

/// Frames on their way to the socket: what is appended within one turn of the event loop goes out in one write.
struct FrameOutput {
    /// What one write takes along.
    struct Batch {
        var frames: ByteBuffer
        /// The bytes of `frames`.
        var count: Int
        /// Those of streams' messages, each with its header.
        var messages: [(streamID: UInt32, count: Int)]
    }

    private var frames = ByteBuffer()
    private var messages: [(streamID: UInt32, count: Int)] = []
    private var isFlushAsked = false

    /// Whether a flush is to be asked for: true once for each batch.
    var needsFlush: Bool {
        mutating get {
            guard frames.readableBytes > 0, !isFlushAsked else { return false }
            isFlushAsked = true
            return true
        }
    }

    /// Appends the Response of a success; `length` is that of its data. Returns the bytes appended, as do the others.
    mutating func append(payload: [UInt8], length: Int, answering streamID: UInt32) -> Int {
        ResponseEnvelope.write(payload: payload, length: length, streamID: streamID, into: &frames)
        return Limits.frameHeaderBytes + length
    }

    /// Appends the Response of an error.
    mutating func append(_ status: Status, answering streamID: UInt32) -> Int {
        let data = ResponseEnvelope.encoded(status)
        frames.writeFrame(FrameHeader(streamID: streamID, type: .response), data: data)
        return Limits.frameHeaderBytes + data.count
    }

    /// Appends a stream's message.
    mutating func append(message: [UInt8], on streamID: UInt32) -> Int {
        frames.writeFrame(FrameHeader(streamID: streamID, type: .data), data: message)
        let count = Limits.frameHeaderBytes + message.count
        messages.append((streamID, count))
        return count
    }

    /// Appends the end of a stream in success. A Response would look like one more, empty message to Go's client.
    mutating func appendEnd(of streamID: UInt32) -> Int {
        frames.writeFrame(FrameHeader(streamID: streamID, type: .data, flags: [.remoteClosed, .noData]))
        return Limits.frameHeaderBytes
    }

    /// What was appended since the last batch, or nil.
    mutating func takeBatch() -> Batch? {
        isFlushAsked = false
        guard frames.readableBytes > 0 else { return nil }
        let batch = Batch(frames: frames, count: frames.readableBytes, messages: messages)
        let capacity = min(frames.readableBytes, Limits.keptOutputBytes)
        frames = ByteBuffer()
        frames.reserveCapacity(capacity)
        messages.removeAll(keepingCapacity: true)
        return batch
    }
}
