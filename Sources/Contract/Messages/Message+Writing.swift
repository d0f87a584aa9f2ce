extension Message {
    /// Sets a string, or what a StringValue wraps.
    /// - Precondition: no NUL in it; C strings end there.
    public mutating func set(_ name: String, to value: String) {
        place(field(name), .string) { field, place in
            value.withBytes { bytes in
                precondition(!bytes.contains(0), "a NUL in \(name)")
                field.store(string: bytes, at: place)
            }
        }
    }

    /// Sets bytes, or what a BytesValue wraps.
    public mutating func set(_ name: String, to value: [UInt8]) {
        place(field(name), .bytes) { field, place in
            value.withUnsafeBytes { bytes in
                guard !bytes.isEmpty else { return field.store(data: nil, count: 0, at: place) }
                let memory = allocateOrDie(bytes.count)
                memory.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
                field.store(data: memory, count: bytes.count, at: place)
            }
        }
    }

    /// Sets an integer of any width, an enumeration's number, or what an integer's wrapper wraps.
    /// - Precondition: it fits.
    public mutating func set(_ name: String, to value: Int64) {
        place(field(name), .integer) { field, place in
            precondition(field.fits(value), "the number does not fit \(name)")
            field.store(value, at: place)
        }
    }

    /// Sets a bool, or what a BoolValue wraps.
    public mutating func set(_ name: String, to value: Bool) {
        place(field(name), .bool) { field, place in field.store(value ? 1 : 0, at: place) }
    }

    /// Sets a message to a copy of `value`.
    public mutating func set(_ name: String, to value: Message) {
        let field = field(name)
        precondition(field.kind == .message && !field.isRepeated, "\(name) is no single message")
        let copy = value.copyOfStruct(for: field)
        makeUnique()
        field.store(child: copy, at: base + field.offset)
    }

    /// Adds a copy of `value` to a repeated field.
    public mutating func append(_ name: String, _ value: Message) {
        let field = field(name)
        precondition(field.kind == .message && field.isRepeated, "\(name) is no list of messages")
        let copy = value.copyOfStruct(for: field)
        makeUnique()
        var capacity = field.count(in: base)
        field.store(child: copy, at: field.append(to: base, capacity: &capacity))
    }

    /// Adds a string to a repeated field.
    /// - Precondition: no NUL in it.
    public mutating func append(_ name: String, _ value: String) {
        let field = field(name)
        precondition(field.kind == .string && field.isRepeated, "\(name) is no list of strings")
        makeUnique()
        var capacity = field.count(in: base)
        let place = field.append(to: base, capacity: &capacity)
        value.withBytes { bytes in
            precondition(!bytes.contains(0), "a NUL in \(name)")
            field.store(string: bytes, at: place)
        }
    }

    /// Adds a number to a repeated field of integers, bools or enumerations.
    public mutating func append(_ name: String, _ value: Int64) {
        let field = field(name)
        precondition(field.isRepeated && field.fits(value), "\(name) is no list that this number fits")
        makeUnique()
        var capacity = field.count(in: base)
        field.store(value, at: field.append(to: base, capacity: &capacity))
    }

    /// Makes a field as if it had never been given.
    public mutating func clear(_ name: String) {
        let field = field(name)
        makeUnique()
        field.clear(in: base)
    }

    /// Gives `body` the place of a single value; a wrapper that is not there is made.
    private mutating func place(
        _ field: FieldSchema, _ form: FieldSchema.ScalarForm, body: (FieldSchema, UnsafeMutableRawPointer) -> Void
    ) {
        let value = field.wrapped ?? field
        precondition(!field.isRepeated && value.kind.scalarForm == form, "\(field.name) is not of this kind")
        makeUnique()
        body(value, field.valuePlace(in: base))
    }

    private func copyOfStruct(for field: FieldSchema) -> UnsafeMutableRawPointer {
        precondition(schema === field.message, "\(schema.fullName) does not go into \(field.name)")
        return encode().withUnsafeBytes { bytes in
            guard let copy = unpack(bytes, schema) else {
                preconditionFailure("a message that was read or built here can be read again")
            }
            return copy
        }
    }
}

extension FieldSchema {
    /// Whether an integer is one of this field's values.
    func fits(_ value: Int64) -> Bool {
        switch kind {
        case .int32, .enumeration: Int32(exactly: value) != nil
        case .uint32: UInt32(exactly: value) != nil
        case .uint64: value >= 0
        case .int64: true
        case .bool: value == 0 || value == 1
        default: false
        }
    }

    /// Where a single value is: inside its wrapper, which is made where it is missing.
    func valuePlace(in base: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let place = base + offset
        guard let wrapped, let message else { return place }
        if let child = child(at: place) { return child + wrapped.offset }
        let child = message.allocate()
        store(child: child, at: place)
        return child + wrapped.offset
    }

    /// Makes the field as it is in an empty message.
    func clear(in base: UnsafeMutableRawPointer) {
        if isRepeated {
            for index in 0..<count(in: base) {
                let place = element(index, in: base)
                switch kind {
                case .string: release(place.load(as: UnsafeMutableRawPointer?.self))
                case .bytes: store(data: nil, count: 0, at: place)
                case .message: store(child: nil, at: place)
                default: break
                }
            }
            release(base.load(fromByteOffset: offset, as: UnsafeMutableRawPointer?.self))
            base.storeBytes(of: nil, toByteOffset: offset, as: UnsafeMutableRawPointer?.self)
            return base.storeBytes(of: 0, toByteOffset: quantifierOffset, as: Int.self)
        }
        let place = base + offset
        switch kind {
        case .string: store(string: .init(start: nil, count: 0), at: place)
        case .bytes: store(data: nil, count: 0, at: place)
        case .message: store(child: nil, at: place)
        case .float: place.storeBytes(of: 0, as: Float.self)
        case .double: place.storeBytes(of: 0, as: Double.self)
        default: store(0, at: place)
        }
    }
}
