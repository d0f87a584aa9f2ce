import TestSupport
@testable import Contract

extension SeededRandom {
    /// A message with random values in random fields; messages inside messages to a depth of three.
    mutating func message(_ schema: MessageSchema, depth: Int = 0) -> Message {
        var message = Message(schema)
        for field in schema.fields where below(4) > 0 {
            if field.isRepeated {
                for _ in 0..<below(4) { append(field, to: &message, depth) }
            } else {
                set(field, in: &message, depth)
            }
        }
        return message
    }

    private mutating func set(_ field: FieldSchema, in message: inout Message, _ depth: Int) {
        switch (field.wrapped ?? field).kind {
        case .string: message.set(field.name, to: string())
        case .bytes: message.set(field.name, to: (0..<below(40)).map { _ in UInt8(below(256)) })
        case .bool: message.set(field.name, to: below(2) == 1)
        case .int32, .int64, .uint32, .uint64, .enumeration: message.set(field.name, to: integer(field.wrapped ?? field))
        case .message:
            guard depth < 3, let inner = field.message else { return }
            message.set(field.name, to: self.message(inner, depth: depth + 1))
        case .float, .double: break
        }
    }

    private mutating func append(_ field: FieldSchema, to message: inout Message, _ depth: Int) {
        switch field.kind {
        case .string: message.append(field.name, string())
        case .int32, .int64, .uint32, .uint64, .bool, .enumeration: message.append(field.name, integer(field))
        case .message:
            guard depth < 3, let inner = field.message else { return }
            message.append(field.name, self.message(inner, depth: depth + 1))
        case .bytes, .float, .double: break
        }
    }

    /// Numbers of every size, the edges often.
    mutating func integer(_ field: FieldSchema) -> Int64 {
        if field.kind == .bool { return Int64(below(2)) }
        if field.kind == .enumeration { return Int64(field.enumeration!.values[below(field.enumeration!.values.count)].number) }
        let edges: [Int64] = [0, 1, -1, 9, 10, 127, 128, .max, .min, Int64(Int32.max), Int64(Int32.min), Int64(UInt32.max)]
        let value = below(2) == 0 ? edges[below(edges.count)] : Int64(bitPattern: next()) >> Int64(below(64))
        return field.fits(value) ? value : Int64(below(1000))
    }

    /// Text of every kind but NUL.
    mutating func string() -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<below(24) {
            let top: UInt32 = [0x7F, 0x7F, 0x7F, 0xFF, 0x7FF, 0xFFFF, 0x10FFFF][below(7)]
            scalars.append(Unicode.Scalar(UInt32(next() % UInt64(top)) + 1) ?? "\u{FFFD}")
        }
        return String(scalars)
    }
}

/// Every message that is linked in and has a JSON form.
let jsonSchemas = SchemaCatalog.shared.schemas.values.sorted { $0.fullName < $1.fullName }.filter { schema in
    schema.fields.allSatisfy { $0.kind != .float && $0.kind != .double }
}
