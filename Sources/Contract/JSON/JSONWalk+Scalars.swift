extension JSONWalk {
    /// Reads a value that is neither an object nor an array into `place`.
    mutating func single(_ field: FieldSchema, at place: UnsafeMutableRawPointer) throws(ContractError) {
        switch field.kind {
        case .string: try string(field, at: place)
        case .int32, .int64, .uint32, .uint64: try integer(field, at: place)
        case .bool: try bool(field, at: place)
        case .bytes: try bytes(field, at: place)
        case .enumeration: try enumeration(field, at: place)
        case .message, .float, .double:
            throw ContractError(.wrongType, "has a type that has no JSON form here")
        }
    }

    /// A string. In an answer also a number, as its text: OY! sends ids as either. In a request a number is a mistake, and its text may be
    /// another account (1e3, 7.50, a zero that is gone).
    private mutating func string(_ field: FieldSchema, at place: UnsafeMutableRawPointer) throws(ContractError) {
        let first = try reader.peek()
        if mode == .answer, first == UInt8(ascii: "-") || first.isASCIIDigit {
            return field.store(string: try reader.number(), at: place)
        }
        guard first == UInt8(ascii: "\"") else { throw try wrongType("a string") }
        let text = try reader.string()
        guard !text.hasNUL else { throw ContractError(.nulInString, "has a NUL in it") }
        guard text.hasEscapes else { return field.store(string: text.bytes, at: place) }
        let room = field.newString(capacity: text.bytes.count, at: place)
        room[text.resolve(into: room)] = 0
    }

    /// A whole number, written as a number or as a string that holds one.
    private mutating func integer(_ field: FieldSchema, at place: UnsafeMutableRawPointer) throws(ContractError) {
        let text: UnsafeBufferPointer<UInt8>
        let first = try reader.peek()
        if first == UInt8(ascii: "\"") {
            let string = try reader.string()
            guard string.isNumber else { throw ContractError(.wrongType, "is not a whole number") }
            guard string.bytes.count <= Limits.jsonNumberBytes else {
                throw ContractError(.tooLarge, "has a number of more than \(Limits.jsonNumberBytes) bytes")
            }
            text = string.bytes
        } else if first == UInt8(ascii: "-") || first.isASCIIDigit {
            text = try reader.number()
        } else {
            throw try wrongType("a whole number")
        }
        let value = try ExactInteger.parse(text)
        if field.kind == .uint64 {
            guard !value.isNegative || value.magnitude == 0 else { throw Self.outOfRange }
            return field.store(Int64(bitPattern: value.magnitude), at: place)
        }
        guard let signed = value.signed, field.fits(signed) else { throw Self.outOfRange }
        field.store(signed, at: place)
    }

    /// A moment in milliseconds. False where OY! writes it as anything but a number: it has four formats more, and what else the answer
    /// says counts all the same.
    mutating func milliseconds(_ field: FieldSchema, into base: UnsafeMutableRawPointer) throws(ContractError) -> Bool {
        var ahead = reader
        if try reader.peek() == UInt8(ascii: "\""), try !ahead.string().isNumber {
            reader = ahead
            return false
        }
        try integer(field, at: base + field.offset)
        return true
    }

    private mutating func bool(_ field: FieldSchema, at place: UnsafeMutableRawPointer) throws(ContractError) {
        switch try reader.peek() {
        case UInt8(ascii: "t"):
            try reader.literal("true")
            field.store(1, at: place)
        case UInt8(ascii: "f"):
            try reader.literal("false")
            field.store(0, at: place)
        default: throw try wrongType("true or false")
        }
    }

    private mutating func bytes(_ field: FieldSchema, at place: UnsafeMutableRawPointer) throws(ContractError) {
        guard try reader.peek() == UInt8(ascii: "\"") else { throw try wrongType("a string in base64") }
        let text = try reader.string()
        if text.bytes.isEmpty { return field.store(data: nil, count: 0, at: place) }
        let memory = allocateOrDie(text.bytes.count)
        let room = memory.assumingMemoryBound(to: UInt8.self)
        // What base64 stands for is never longer than its text, so it can be written over it.
        let length = text.resolve(into: room)
        guard let count = Base64.decode(.init(start: room, count: length), into: room) else {
            release(memory)
            throw ContractError(.wrongType, "is not base64")
        }
        field.store(data: memory, count: count, at: place)
    }

    /// A value's name, short or full, or its number.
    private mutating func enumeration(_ field: FieldSchema, at place: UnsafeMutableRawPointer) throws(ContractError) {
        let known = field.enumeration
        if try reader.peek() == UInt8(ascii: "\"") {
            let text = try reader.string()
            guard let number = known?.number(of: text.string) else {
                throw ContractError(.wrongType, "is no value of \(known?.fullName ?? "its type")")
            }
            return field.store(Int64(number), at: place)
        }
        try integer(field, at: place)
        guard known?.name(of: Int32(truncatingIfNeeded: field.integer(at: place))) != nil else {
            throw ContractError(.wrongType, "is no value of \(known?.fullName ?? "its type")")
        }
    }

    private static var outOfRange: ContractError { ContractError(.outOfRange, "is out of range") }
}

extension JSONReader.Text {
    /// Whether it is a number's text, whole or not.
    fileprivate var isNumber: Bool {
        guard !hasEscapes, !bytes.isEmpty, let start = bytes.baseAddress else { return false }
        return JSONReader.numberLength(start, start + bytes.count) == bytes.count
    }
}

extension ExactInteger.Value {
    /// The number as an Int64; nil where it does not fit.
    var signed: Int64? {
        if !isNegative { return Int64(exactly: magnitude) }
        return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
}
