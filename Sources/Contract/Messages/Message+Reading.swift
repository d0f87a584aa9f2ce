extension Message {
    /// Whether the field has a value that proto3 would send: not empty, not zero, not false, given.
    public func has(_ name: String) -> Bool { has(field(name)) }
    public func has(_ field: FieldSchema) -> Bool {
        read { field.isSet(in: $0) }
    }

    /// A string, or what a StringValue wraps; empty where it is not given.
    public func string(_ name: String) -> String { string(field(name)) }
    public func string(_ field: FieldSchema) -> String {
        withString(field) { String(decoding: $0, as: UTF8.self) }
    }

    /// The UTF-8 of a string, or of what a StringValue wraps, without a copy.
    public func withString<R>(_ field: FieldSchema, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        scalar(field, .string) { field, place in body(place.map(field.stringBytes) ?? .init(start: nil, count: 0)) }
    }

    /// Bytes, or what a BytesValue wraps.
    public func bytes(_ name: String) -> [UInt8] { bytes(field(name)) }
    public func bytes(_ field: FieldSchema) -> [UInt8] {
        scalar(field, .bytes) { field, place in place.map { Array(field.data(at: $0)) } ?? [] }
    }

    /// An integer of any width, an enumeration's number, or what an integer's wrapper wraps; 0 where it is not given.
    /// - Precondition: an uint64 is at most Int64.max. The contract has none: the generator refuses them.
    public func integer(_ name: String) -> Int64 { integer(field(name)) }
    public func integer(_ field: FieldSchema) -> Int64 {
        scalar(field, .integer) { field, place in
            let value = place.map(field.integer) ?? 0
            precondition(field.kind != .uint64 || value >= 0, "\(field.name) is beyond Int64")
            return value
        }
    }

    /// A bool, or what a BoolValue wraps; false where it is not given.
    public func bool(_ name: String) -> Bool { bool(field(name)) }
    public func bool(_ field: FieldSchema) -> Bool {
        scalar(field, .bool) { field, place in place.map(field.integer) == 1 }
    }

    /// The message in a field; nil where it is not given.
    public func message(_ name: String) -> Message? { message(field(name)) }
    public func message(_ field: FieldSchema) -> Message? {
        precondition(field.kind == .message && !field.isRepeated, "\(field.name) is no single message")
        return inner(field, at: base + field.offset)
    }

    /// How many elements a repeated field has.
    public func count(_ name: String) -> Int { count(field(name)) }
    public func count(_ field: FieldSchema) -> Int {
        precondition(field.isRepeated, "\(field.name) is not repeated")
        return read { field.count(in: $0) }
    }

    /// The messages of a repeated field.
    public func messages(_ name: String) -> [Message] { messages(field(name)) }
    public func messages(_ field: FieldSchema) -> [Message] {
        precondition(field.kind == .message && field.isRepeated, "\(field.name) is no list of messages")
        return (0..<count(field)).compactMap { inner(field, at: field.element($0, in: base)) }
    }

    /// The strings of a repeated field.
    public func strings(_ name: String) -> [String] { strings(field(name)) }
    public func strings(_ field: FieldSchema) -> [String] {
        precondition(field.kind == .string && field.isRepeated, "\(field.name) is no list of strings")
        return read { base in
            (0..<field.count(in: base)).map { String(decoding: field.stringBytes(at: field.element($0, in: base)), as: UTF8.self) }
        }
    }

    /// The numbers of a repeated field of integers, bools or enumerations.
    public func integers(_ name: String) -> [Int64] { integers(field(name)) }
    public func integers(_ field: FieldSchema) -> [Int64] {
        precondition(field.isRepeated, "\(field.name) is not repeated")
        return read { base in
            (0..<field.count(in: base)).map { field.integer(at: field.element($0, in: base)) }
        }
    }

    /// The field called `name`, which exists.
    func field(_ name: String) -> FieldSchema {
        guard let field = schema.field(name) else { preconditionFailure("\(schema.fullName) has no field \(name)") }
        return field
    }

    /// The C struct, alive while `body` runs.
    func read<R>(_ body: (UnsafeRawPointer) -> R) -> R {
        withExtendedLifetime(self) { body(UnsafeRawPointer(base)) }
    }

    /// The place of a single value; that inside the wrapper for a wrapper; nil for a wrapper that is not given.
    private func scalar<R>(
        _ field: FieldSchema, _ form: FieldSchema.ScalarForm, body: (FieldSchema, UnsafeRawPointer?) -> R
    ) -> R {
        let value = field.wrapped ?? field
        precondition(!field.isRepeated && value.kind.scalarForm == form, "\(field.name) is not of this kind")
        return read { base in
            let place = base + field.offset
            guard field.wrapped != nil else { return body(value, place) }
            return body(value, field.child(at: place).map { UnsafeRawPointer($0) + value.offset })
        }
    }
}
