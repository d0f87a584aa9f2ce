import NIOCore

/// One frame: what the wire carries (docs/wire.md, "Frame").
struct Frame: Equatable {
    var header: FrameHeader
    /// Exactly the bytes that the header declared.
    var data: ByteBuffer
}

/// What stands before a frame's data, without the length.
struct FrameHeader: Equatable {
    var streamID: UInt32
    var type: FrameType
    var flags: FrameFlags = []
}

/// What a frame is. Numbers that are not known are kept: such frames are ignored, not refused.
struct FrameType: RawRepresentable, Equatable {
    var rawValue: UInt8

    static let request = Self(rawValue: 1)
    static let response = Self(rawValue: 2)
    static let data = Self(rawValue: 3)
}

/// What a frame says of its stream besides its data.
struct FrameFlags: OptionSet, Equatable {
    var rawValue: UInt8

    /// Its sender sends no more on this stream.
    static let remoteClosed = Self(rawValue: 0x01)
    /// It carries no message; without it, data of length 0 is a real, empty message.
    static let noData = Self(rawValue: 0x04)
}

extension ByteBuffer {
    /// Appends a frame's header. `length` bytes of data must follow.
    mutating func writeFrameHeader(_ header: FrameHeader, length: Int) {
        precondition(length <= Limits.frameDataBytes, "a frame of \(length) bytes was to be sent")
        writeMultipleIntegers(UInt32(length), header.streamID, header.type.rawValue, header.flags.rawValue)
    }

    /// Appends a whole frame.
    mutating func writeFrame(_ header: FrameHeader, data: [UInt8] = []) {
        writeFrameHeader(header, length: data.count)
        writeBytes(data)
    }
}
