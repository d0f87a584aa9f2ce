/// Writes messages as JSON.
struct JSONWriter: ~Copyable {
    /// What is written of a message.
    enum Style {
        /// Every field but messages and wrappers that are not given: for people and for programs of ours.
        case everything
        /// The same for the audit trail, with what is not seen escaped.
        case entry
        /// What OY! is sent: fields that are given, required or have a default that is sent; never the gateway's own.
        case request
    }

    /// What was written so far.
    var bytes = ByteText(capacity: 256)
    let style: Style
    private let pretty: Bool
    private var depth = 0

    init(_ style: Style, pretty: Bool = false) {
        self.style = style
        self.pretty = pretty
    }

    /// Writes `fields` of the struct at `base` as an object.
    mutating func object(_ fields: [FieldSchema], _ base: UnsafeRawPointer) {
        bytes.append(UInt8(ascii: "{"))
        depth += 1
        var isFirst = true
        for field in fields {
            let isSet = field.isSet(in: base)
            guard isWritten(field, isSet) else { continue }
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            newLine()
            bytes.append(field.jsonKey)
            if pretty { bytes.append(UInt8(ascii: " ")) }
            if style == .request, !isSet, let sent = field.rules.sentDefault {
                self.sent(sent, field)
            } else if field.isRepeated {
                array(field, base)
            } else {
                value(field, at: base + field.offset)
            }
        }
        depth -= 1
        if !isFirst { newLine() }
        bytes.append(UInt8(ascii: "}"))
    }

    private func isWritten(_ field: FieldSchema, _ isSet: Bool) -> Bool {
        let hasValue = isSet || field.isRepeated || field.kind != .message
        switch style {
        case .everything, .entry: return hasValue
        case .request:
            if field.rules.own { return false }
            return isSet || field.rules.sentDefault != nil || (field.rules.required && hasValue)
        }
    }

    private mutating func array(_ field: FieldSchema, _ base: UnsafeRawPointer) {
        bytes.append(UInt8(ascii: "["))
        depth += 1
        let count = field.count(in: base)
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            newLine()
            value(field, at: UnsafeRawPointer(field.element(index, in: base)))
        }
        depth -= 1
        if count > 0 { newLine() }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes a single value, or one element of a list.
    mutating func value(_ field: FieldSchema, at place: UnsafeRawPointer) {
        switch field.kind {
        case .string: string(field.stringBytes(at: place))
        case .int32, .int64, .uint32: integer(field.integer(at: place))
        case .uint64: integer(UInt64(bitPattern: field.integer(at: place)))
        case .bool: bytes.append(field.integer(at: place) != 0 ? "true" : "false")
        case .enumeration: enumeration(field, Int32(truncatingIfNeeded: field.integer(at: place)))
        case .bytes:
            bytes.append(UInt8(ascii: "\""))
            Base64.append(field.data(at: place), to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        case .message:
            guard let message = field.message, let child = field.child(at: place) else {
                return bytes.append("null")
            }
            if let wrapped = field.wrapped {
                value(wrapped, at: UnsafeRawPointer(child) + wrapped.offset)
            } else {
                object(message.fields, child)
            }
        case .float, .double: bytes.append("null")
        }
    }

    /// A default as the options give it, which the generator has found to fit the type.
    private mutating func sent(_ text: String, _ field: FieldSchema) {
        guard (field.wrapped ?? field).kind == .string else { return bytes.append(text) }
        text.withBytes { string($0) }
    }

    private mutating func enumeration(_ field: FieldSchema, _ number: Int32) {
        guard let name = field.enumeration?.name(of: number) else { return integer(number) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(name)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func newLine() {
        guard pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<2 * depth { bytes.append(UInt8(ascii: " ")) }
    }
}
