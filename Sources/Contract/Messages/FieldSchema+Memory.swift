import CProtobufC

// Reads and writes a field in a C struct, or one element of a repeated field's array. `place` is where the value is:
// `base + offset`, or the array plus the element's share.

extension FieldSchema {
    /// A string's bytes as a buffer; empty where it is not set.
    func stringBytes(at place: UnsafeRawPointer) -> UnsafeBufferPointer<UInt8> {
        guard let start = place.load(as: UnsafePointer<CChar>?.self) else { return .init(start: nil, count: 0) }
        let bytes = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: bytes, count: cStringLength(start))
    }

    /// The bytes of a bytes field.
    func data(at place: UnsafeRawPointer) -> UnsafeBufferPointer<UInt8> {
        let data = place.load(as: ProtobufCBinaryData.self)
        return UnsafeBufferPointer(start: data.data, count: data.len)
    }

    /// An integer, bool or enum as a wide number. An unsigned one beyond Int64 is cut bitwise: `kind` tells how to read it.
    func integer(at place: UnsafeRawPointer) -> Int64 {
        switch kind {
        case .int32, .enumeration: Int64(place.load(as: Int32.self))
        case .uint32: Int64(place.load(as: UInt32.self))
        case .int64: place.load(as: Int64.self)
        case .uint64: Int64(bitPattern: place.load(as: UInt64.self))
        case .bool: place.load(as: protobuf_c_boolean.self) == 0 ? 0 : 1
        default: preconditionFailure("\(name) is no integer")
        }
    }

    /// The C struct of a message field; nil where it is not set.
    func child(at place: UnsafeRawPointer) -> UnsafeMutableRawPointer? {
        place.load(as: UnsafeMutableRawPointer?.self)
    }

    /// Writes an integer, bool or enum; the value fits the kind.
    func store(_ value: Int64, at place: UnsafeMutableRawPointer) {
        switch kind {
        case .int32, .enumeration: place.storeBytes(of: Int32(truncatingIfNeeded: value), as: Int32.self)
        case .uint32: place.storeBytes(of: UInt32(truncatingIfNeeded: value), as: UInt32.self)
        case .int64, .uint64: place.storeBytes(of: value, as: Int64.self)
        case .bool: place.storeBytes(of: value == 0 ? 0 : 1, as: protobuf_c_boolean.self)
        default: preconditionFailure("\(name) is no integer")
        }
    }

    /// Room for a string of at most `capacity` bytes, in the place of the one that is there. The caller writes the bytes,
    /// which hold no NUL, and the NUL after them.
    func newString(capacity: Int, at place: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt8> {
        let memory = allocateOrDie(capacity + 1)
        releaseString(at: place)
        place.storeBytes(of: memory, as: UnsafeMutableRawPointer.self)
        return memory.assumingMemoryBound(to: UInt8.self)
    }

    /// Copies `bytes` in, in the place of what is there. They hold no NUL.
    func store(string bytes: UnsafeBufferPointer<UInt8>, at place: UnsafeMutableRawPointer) {
        if bytes.isEmpty, !isRepeated {
            releaseString(at: place)
            return place.storeBytes(of: emptyString, as: UnsafePointer<CChar>?.self)
        }
        let room = newString(capacity: bytes.count, at: place)
        if let start = bytes.baseAddress { room.update(from: start, count: bytes.count) }
        room[bytes.count] = 0
    }

    /// Takes over `memory` of `count` bytes from malloc.
    func store(data memory: UnsafeMutableRawPointer?, count: Int, at place: UnsafeMutableRawPointer) {
        release(place.load(as: ProtobufCBinaryData.self).data)
        var data = ProtobufCBinaryData()
        data.len = count
        data.data = memory?.assumingMemoryBound(to: UInt8.self)
        place.storeBytes(of: data, as: ProtobufCBinaryData.self)
    }

    /// Takes over a C struct of the field's message.
    func store(child: UnsafeMutableRawPointer?, at place: UnsafeMutableRawPointer) {
        if let old = self.child(at: place) { freeMessage(old) }
        place.storeBytes(of: child, as: UnsafeMutableRawPointer?.self)
    }

    private func releaseString(at place: UnsafeRawPointer) {
        let old = place.load(as: UnsafeMutablePointer<CChar>?.self)
        if let old, UnsafePointer(old) != emptyString { release(old) }
    }
}

extension FieldSchema {
    /// How many elements a repeated field has.
    func count(in base: UnsafeRawPointer) -> Int {
        base.load(fromByteOffset: quantifierOffset, as: Int.self)
    }

    /// Where element `index` of a repeated field is; it exists.
    func element(_ index: Int, in base: UnsafeRawPointer) -> UnsafeMutableRawPointer {
        base.load(fromByteOffset: offset, as: UnsafeMutableRawPointer.self) + index * stride
    }

    /// Adds an element of zeroes and gives its place. `capacity` is how many the array has room for.
    func append(to base: UnsafeMutableRawPointer, capacity: inout Int) -> UnsafeMutableRawPointer {
        let count = count(in: base)
        if count >= capacity {
            capacity = max(4, 2 * count)
            let array = base.load(fromByteOffset: offset, as: UnsafeMutableRawPointer?.self)
            base.storeBytes(
                of: reallocateOrDie(array, capacity * stride), toByteOffset: offset, as: UnsafeMutableRawPointer.self)
        }
        let place = element(count, in: base)
        place.initializeMemory(as: UInt8.self, repeating: 0, count: stride)
        if kind == .string {
            // Never NULL, even if what follows fails: libprotobuf-c takes the length of every element.
            let empty = allocateOrDie(1)
            empty.storeBytes(of: 0, as: UInt8.self)
            place.storeBytes(of: empty, as: UnsafeMutableRawPointer.self)
        }
        if let message { place.storeBytes(of: message.allocate(), as: UnsafeMutableRawPointer.self) }
        base.storeBytes(of: count + 1, toByteOffset: quantifierOffset, as: Int.self)
        return place
    }

    /// Whether the field has a value that proto3 would send.
    func isSet(in base: UnsafeRawPointer) -> Bool {
        if isRepeated { return count(in: base) > 0 }
        let place = base + offset
        switch kind {
        case .string:
            guard let start = place.load(as: UnsafePointer<CChar>?.self) else { return false }
            return start.pointee != 0
        case .bytes: return place.load(as: ProtobufCBinaryData.self).len > 0
        case .message: return child(at: place) != nil
        case .float: return place.load(as: UInt32.self) != 0
        case .double: return place.load(as: UInt64.self) != 0
        default: return integer(at: place) != 0
        }
    }
}

/// Frees a C struct and all that it holds.
func freeMessage(_ base: UnsafeMutableRawPointer) {
    protobuf_c_message_free_unpacked(base.assumingMemoryBound(to: ProtobufCMessage.self), nil)
}

