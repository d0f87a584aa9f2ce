/// One walk over a JSON text by a message's schema, straight into the C struct.
struct JSONWalk {
    var reader: JSONReader
    let mode: JSONMode
    /// Paths of the fields that a success must have and that were not there (or empty), for answers.
    var missing: [String] = []
    private var elements = 0

    init(_ reader: JSONReader, _ mode: JSONMode) {
        self.reader = reader
        self.mode = mode
    }

    /// Reads the whole text into the empty struct at `base`.
    mutating func document(_ schema: MessageSchema, into base: UnsafeMutableRawPointer) throws(ContractError) {
        try object(schema, into: base)
        try reader.expectEnd()
    }

    /// Reads an object. `null` is as good as absent, but a member that was named twice is refused all the same: which one
    /// is meant would be a guess. Only OY! may send one under its name and its alias; the first that has a value counts.
    private mutating func object(_ schema: MessageSchema, into base: UnsafeMutableRawPointer) throws(ContractError) {
        guard try reader.peek() == UInt8(ascii: "{") else { throw try wrongType("an object") }
        try reader.open(UInt8(ascii: "{"), "an object")
        var named: UInt64 = 0
        var aliased: UInt64 = 0
        var given: UInt64 = 0
        var first = true
        while try reader.next(UInt8(ascii: "}"), first: first) {
            first = false
            guard let (field, isAlias) = try member(of: schema) else { continue }
            let bit: UInt64 = 1 << UInt64(field.index)
            let before = mode == .strict ? named | aliased : isAlias ? aliased : named
            guard before & bit == 0 else { throw ContractError(.duplicateField, field: field.name, "is given twice") }
            if isAlias { aliased |= bit } else { named |= bit }
            guard given & bit == 0 else {
                try reader.skip()
                continue
            }
            let known = missing.count
            do throws(ContractError) {
                if try value(field, into: base) { given |= bit }
            } catch {
                throw error.inside(field.name)
            }
            if missing.count > known { prefixMissing(from: known, field.name) }
        }
        if mode == .answer { noteMissing(schema, base, given) }
    }

    /// Reads a member's name. Nil where the member is stepped over, value and all.
    private mutating func member(of schema: MessageSchema) throws(ContractError) -> (field: FieldSchema, isAlias: Bool)? {
        let name = try reader.name()
        let match = name.hasEscapes ? name.string.withBytes { schema.names.match($0) } : schema.names.match(name.bytes)
        if match.field >= 0 {
            let field = schema.fields[match.field]
            if mode == .strict || !field.rules.own { return (field, match.isAlias) }
        } else if mode == .strict {
            throw ContractError(.unknownField, field: Self.printable(name), "is no field of \(schema.fullName)")
        }
        try reader.skip()
        return nil
    }

    /// Reads a value. False for `null`, and for what OY! says in a way that the contract does not have.
    private mutating func value(_ field: FieldSchema, into base: UnsafeMutableRawPointer) throws(ContractError) -> Bool {
        if try reader.peek() == UInt8(ascii: "n") {
            try reader.literal("null")
            return false
        }
        if field.rules.format == .milliseconds, mode == .answer { return try milliseconds(field, into: base) }
        if field.isRepeated {
            try array(field, into: base)
        } else if field.wrapped != nil {
            try single(field.wrapped ?? field, at: field.valuePlace(in: base))
        } else if let message = field.message {
            let child = message.allocate()
            field.store(child: child, at: base + field.offset)
            try object(message, into: child)
        } else {
            try single(field, at: base + field.offset)
        }
        return true
    }

    private mutating func array(_ field: FieldSchema, into base: UnsafeMutableRawPointer) throws(ContractError) {
        guard try reader.peek() == UInt8(ascii: "[") else { throw try wrongType("an array") }
        try reader.open(UInt8(ascii: "["), "an array")
        var capacity = 0
        var index = 0
        while try reader.next(UInt8(ascii: "]"), first: index == 0) {
            elements += 1
            guard elements <= Limits.jsonElements else {
                throw ContractError(.tooLarge, "has more than \(Limits.jsonElements) elements")
            }
            let known = missing.count
            do throws(ContractError) {
                if try reader.peek() == UInt8(ascii: "n") { throw ContractError(.wrongType, "is null in an array") }
                let place = field.append(to: base, capacity: &capacity)
                if let message = field.message, let child = field.child(at: place) {
                    if let wrapped = field.wrapped {
                        try single(wrapped, at: child + wrapped.offset)
                    } else {
                        try object(message, into: child)
                    }
                } else {
                    try single(field, at: place)
                }
            } catch {
                // The field's own name is put before it where the member was read.
                throw error.atIndex(index)
            }
            if missing.count > known { prefixMissing(from: known, "[\(index)]") }
            index += 1
        }
    }

    /// Puts the name of what holds them before the paths that were found missing inside it.
    private mutating func prefixMissing(from first: Int, _ name: String) {
        for place in first..<missing.count { missing[place] = FieldPath.join(name, nil, missing[place]) }
    }

    private mutating func noteMissing(_ schema: MessageSchema, _ base: UnsafeRawPointer, _ given: UInt64) {
        for field in schema.requiredInAnswer {
            // A number may be zero as long as it was there; a string may not be empty.
            let isThere = given & (1 << UInt64(field.index)) != 0
            if !isThere || (field.kind == .string && !field.isSet(in: base)) { missing.append(field.name) }
        }
    }

    /// The error for a value of another kind than `expected`; that of JSON's grammar where it is no value at all.
    mutating func wrongType(_ expected: StaticString) throws(ContractError) -> ContractError {
        try reader.skip()
        return ContractError(.wrongType, "is not \(expected)")
    }

    /// A member's name for an error: short, and without control characters.
    private static func printable(_ name: JSONReader.Text) -> String {
        var result = ""
        for scalar in name.string.unicodeScalars.prefix(Limits.namedBytes) {
            let isPlain = scalar.value >= 0x20 && scalar.value < 0x7F
            result += isPlain ? String(scalar) : "?"
        }
        return result
    }
}

extension ContractError {
    /// The same error seen from the array that holds it.
    fileprivate func atIndex(_ index: Int) -> Self {
        inside("", at: index)
    }
}
