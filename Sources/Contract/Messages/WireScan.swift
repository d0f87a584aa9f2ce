/// Reads a message's wire bytes by its schema before libprotobuf-c does, because libprotobuf-c
///
/// * ends a string at a NUL without a word, and does not look whether it is UTF-8,
/// * keeps unknown fields without a word, where the contract may refuse them,
/// * says of what it refuses only that it refuses it: this names the field,
/// * has no limit to depth, nor to how much memory a few bytes take.
struct WireScan {
    private let end: UnsafePointer<UInt8>
    private var at: UnsafePointer<UInt8>
    private var messages = 0
    private var pieces = 0

    static func check(_ bytes: UnsafeRawBufferPointer, as schema: MessageSchema) throws(ContractError) {
        guard bytes.count <= Limits.messageBytes else {
            throw ContractError(.tooLarge, "is longer than \(Limits.messageBytes) bytes")
        }
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        var scan = WireScan(end: start + bytes.count, at: start)
        try scan.message(schema, end: scan.end, depth: 1, strict: schema.refusesUnknownFields)
    }

    private init(end: UnsafePointer<UInt8>, at: UnsafePointer<UInt8>) {
        self.end = end
        self.at = at
    }

    private mutating func message(
        _ schema: MessageSchema, end: UnsafePointer<UInt8>, depth: Int, strict: Bool
    ) throws(ContractError) {
        guard depth <= Limits.messageDepth else {
            throw ContractError(.tooDeep, "is deeper than \(Limits.messageDepth) messages")
        }
        messages += 1
        guard messages <= Limits.messagesInMessage else {
            throw ContractError(.tooLarge, "has more than \(Limits.messagesInMessage) messages inside")
        }
        while at < end {
            let tag = try varint(end, limit: 5)
            let (number, form) = (tag >> 3, UInt8(tag & 7))
            guard number > 0, number < 1 << 29 else { throw ContractError(.malformed, "has a malformed field number") }
            guard let field = schema.field(number: UInt32(number)) else {
                if strict {
                    throw ContractError(.unknownField, "has a field \(number), which this contract does not know")
                }
                try countPiece()
                try skip(form, number, end)
                continue
            }
            do {
                try value(of: field, form, end, depth, strict)
            } catch {
                throw error.inside(field.name)
            }
        }
    }

    /// A field that nobody knows, or an element of a list.
    private mutating func countPiece() throws(ContractError) {
        pieces += 1
        guard pieces <= Limits.piecesInMessage else {
            throw ContractError(.tooLarge, "has more than \(Limits.piecesInMessage) unknown fields and elements of lists")
        }
    }

    private mutating func value(
        of field: FieldSchema, _ form: UInt8, _ end: UnsafePointer<UInt8>, _ depth: Int, _ strict: Bool
    ) throws(ContractError) {
        if form == field.wireForm.rawValue {
            if field.isRepeated, field.message == nil { try countPiece() }
            switch field.wireForm {
            case .varint: _ = try varint(end, limit: 10)
            case .fixed32: try advance(4, end)
            case .fixed64: try advance(8, end)
            case .delimited: try delimited(field, end, depth, strict)
            }
            return
        }
        // Numbers may come packed wherever they are repeated.
        guard field.isRepeated, form == FieldSchema.WireForm.delimited.rawValue else {
            throw ContractError(.wrongType, "is not of the type that this contract gives it")
        }
        let stop = try lengthPrefixed(end)
        while at < stop {
            try countPiece()
            switch field.wireForm {
            case .varint: _ = try varint(stop, limit: 10)
            case .fixed32: try advance(4, stop)
            case .fixed64: try advance(8, stop)
            case .delimited: preconditionFailure("delimited fields never come packed")
            }
        }
    }

    private mutating func delimited(
        _ field: FieldSchema, _ end: UnsafePointer<UInt8>, _ depth: Int, _ strict: Bool
    ) throws(ContractError) {
        let stop = try lengthPrefixed(end)
        if let inner = field.message {
            return try message(inner, end: stop, depth: depth + 1, strict: strict || inner.refusesUnknownFields)
        }
        if field.kind == .string, let fault = UTF8Check.fault(in: .init(start: at, count: stop - at)) {
            throw ContractError(fault, fault == .notUTF8 ? "is not UTF-8" : "has a NUL in it")
        }
        at = stop
    }

    /// Steps over a field that is not known.
    private mutating func skip(_ form: UInt8, _ number: UInt64, _ end: UnsafePointer<UInt8>) throws(ContractError) {
        switch FieldSchema.WireForm(rawValue: form) {
        case .varint: _ = try varint(end, limit: 10)
        case .fixed32: try advance(4, end)
        case .fixed64: try advance(8, end)
        case .delimited: at = try lengthPrefixed(end)
        case nil: throw ContractError(.malformed, "has a field \(number) of a kind that protobuf does not have")
        }
    }

    /// Reads a length and gives where what it measures ends.
    private mutating func lengthPrefixed(_ end: UnsafePointer<UInt8>) throws(ContractError) -> UnsafePointer<UInt8> {
        let length = try varint(end, limit: 5)
        guard length <= UInt64(end - at) else { throw ContractError(.malformed, "is cut short") }
        return at + Int(length)
    }

    private mutating func advance(_ count: Int, _ end: UnsafePointer<UInt8>) throws(ContractError) {
        guard end - at >= count else { throw ContractError(.malformed, "is cut short") }
        at += count
    }

    /// A variable-length number of at most `limit` bytes that fits 64 bits; 32 where `limit` is 5.
    private mutating func varint(_ end: UnsafePointer<UInt8>, limit: Int) throws(ContractError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for _ in 0..<limit {
            guard at < end else { throw ContractError(.malformed, "is cut short") }
            let byte = at[0]
            at += 1
            guard shift < 63 || byte <= 1, limit != 5 || shift < 28 || byte <= 0x0F else { break }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw ContractError(.malformed, "has a malformed number")
    }
}
