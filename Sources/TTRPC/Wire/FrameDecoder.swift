import NIOCore

/// Cuts a stream of bytes into frames, wherever the reads happen to end.
///
/// Holds at most one frame's worth of bytes that have really arrived, whatever a header declares: data that is declared
/// too long is dropped as it comes in.
struct FrameDecoder {
    /// What came in.
    enum Event: Equatable {
        case frame(Frame)
        /// The data is gone. What follows it is read as usual.
        case discarded(FrameHeader, Discard)
    }

    /// Why a frame's data was dropped.
    enum Discard: Equatable {
        /// It was longer than the limit.
        case oversized
        /// Its user holds too much already.
        case noRoom
        /// It was large, and its sender hears this instead.
        case refused(Status)
    }

    private var buffer = ByteBuffer()
    /// The frame whose data is being dropped, and how many bytes of it are still to come.
    private var discarding: Discarding?

    private struct Discarding {
        let header: FrameHeader
        let reason: Discard
        var remaining: Int
    }

    /// The bytes that wait for the rest of their frame, and the memory that they take.
    var heldBytes: Int { buffer.readableBytes }
    var heldCapacity: Int { buffer.storageCapacity }

    /// Whether a frame has begun whose end has not come.
    var isWithinFrame: Bool { discarding != nil || buffer.readableBytes > 0 }

    /// Takes what was read from the socket.
    mutating func append(_ bytes: inout ByteBuffer) {
        Self.drop(from: &bytes, into: &discarding)
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next whole frame, or nil until more is appended.
    ///
    /// - Parameter refusalOfLargeFrame: asked before data of more than `Limits.strangersFrameDataBytes` is taken in, and again as more of
    ///   it comes: what its sender is to hear instead; nil takes it in.
    mutating func next(refusalOfLargeFrame: () -> Status? = { nil }) -> Event? {
        Self.drop(from: &buffer, into: &discarding)
        if let dropped = discarding {
            guard dropped.remaining == 0 else { return nil }
            discarding = nil
            return .discarded(dropped.header, dropped.reason)
        }
        guard let (length, header) = peekHeader() else {
            // Nothing of a frame read long ago is kept while the connection is quiet.
            if buffer.readableBytes == 0 { buffer = ByteBuffer() }
            return nil
        }
        if length > Limits.frameDataBytes {
            discard(header, length, .oversized)
            return next(refusalOfLargeFrame: refusalOfLargeFrame)
        }
        if length > Limits.strangersFrameDataBytes, let status = refusalOfLargeFrame() {
            discard(header, length, .refused(status))
            return next(refusalOfLargeFrame: refusalOfLargeFrame)
        }
        guard buffer.readableBytes >= Limits.frameHeaderBytes + length else {
            buffer.discardReadBytes()
            return nil
        }
        buffer.moveReaderIndex(forwardBy: Limits.frameHeaderBytes)
        guard let data = buffer.readSlice(length: length) else { return nil }
        return .frame(Frame(header: header, data: data))
    }

    /// Drops the frame that is not whole yet: what has come of it, and what is still to come. Nothing happens before its
    /// header is there.
    mutating func discardFrame() {
        guard discarding == nil, let (length, header) = peekHeader() else { return }
        discard(header, length, .noRoom)
        Self.drop(from: &buffer, into: &discarding)
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
    }

    private mutating func discard(_ header: FrameHeader, _ length: Int, _ reason: Discard) {
        buffer.moveReaderIndex(forwardBy: Limits.frameHeaderBytes)
        discarding = Discarding(header: header, reason: reason, remaining: length)
    }

    private func peekHeader() -> (length: Int, header: FrameHeader)? {
        guard
            let (length, streamID, type, flags) = buffer.peekMultipleIntegers(
                as: (UInt32, UInt32, UInt8, UInt8).self)
        else { return nil }
        return (
            Int(length),
            FrameHeader(streamID: streamID, type: FrameType(rawValue: type), flags: FrameFlags(rawValue: flags))
        )
    }

    /// Drops what belongs to the frame that is being discarded.
    private static func drop(from bytes: inout ByteBuffer, into discarding: inout Discarding?) {
        guard let remaining = discarding?.remaining, remaining > 0 else { return }
        let dropped = min(remaining, bytes.readableBytes)
        bytes.moveReaderIndex(forwardBy: dropped)
        discarding?.remaining = remaining - dropped
    }
}
