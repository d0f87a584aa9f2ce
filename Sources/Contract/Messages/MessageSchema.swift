import CProtobufC

/// The shape of a message: its protobuf-c descriptor and the generated rules, read once, so that the hot path looks nothing
/// up in C. There is one for each message linked into the process, and it lives as long as the process.
public final class MessageSchema: Sendable {
    /// Such as `oy.v1.RemitRequest`.
    public let fullName: String
    /// In the order of their numbers. At most 64.
    public let fields: [FieldSchema]
    /// A field that this contract does not know is refused, in this message and all inside it.
    public let refusesUnknownFields: Bool

    /// The descriptor is a C constant: it never moves and never changes.
    nonisolated(unsafe) let descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    /// Bytes of the C struct.
    let size: Int
    /// An empty C struct, copied for each new message. Never freed: schemas are immortal.
    private nonisolated(unsafe) let prototype: UnsafeRawPointer
    /// Index + 1 of the field with this number, 0 for none; numbers beyond its end are looked for one by one.
    private let byNumber: [UInt8]
    let names: NameTable
    /// What a successful answer must have.
    let requiredInAnswer: [FieldSchema]
    /// The fields of OY!'s word on a call, for `AnswerStatus`: `status` of an answer, `code` and `message` of a status.
    let statusField: FieldSchema?
    let codeField: FieldSchema?
    let messageField: FieldSchema?

    /// The schema of the message called `fullName`; nil where none is linked in.
    public static func named(_ fullName: String) -> MessageSchema? {
        SchemaCatalog.shared.schemas[fullName]
    }

    init(_ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, rules: MessageRules?) {
        self.descriptor = descriptor
        fullName = String(cString: descriptor.pointee.name)
        refusesUnknownFields = rules?.refuseUnknownFields ?? false
        size = descriptor.pointee.sizeof_message
        let described = UnsafeBufferPointer(start: descriptor.pointee.fields, count: Int(descriptor.pointee.n_fields))
        precondition(described.count <= 64, "a message has at most 64 fields: the generator refuses more")
        fields = described.enumerated().map { index, field in
            FieldSchema(field, index: index, rules: rules?.fields.first { $0.number == field.id })
        }
        var byNumber = [UInt8](repeating: 0, count: 65)
        for field in fields where field.number < byNumber.count {
            byNumber[Int(field.number)] = UInt8(field.index + 1)
        }
        self.byNumber = byNumber
        names = NameTable(fields)
        requiredInAnswer = fields.filter { $0.rules.required && !$0.rules.own }
        statusField = fields.first { $0.name == "status" && $0.kind == .message && !$0.isRepeated }
        codeField = fields.first { $0.name == "code" && $0.kind == .string && !$0.isRepeated }
        messageField = fields.first { $0.name == "message" && $0.kind == .string && !$0.isRepeated }
        let empty = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        protobuf_c_message_init(descriptor, empty)
        prototype = UnsafeRawPointer(empty)
    }

    /// The field called `name` in the .proto file.
    public func field(_ name: String) -> FieldSchema? {
        let index = name.withBytes { names.ownIndex(of: $0) }
        return index < 0 ? nil : fields[index]
    }

    /// The field with this number.
    public func field(number: UInt32) -> FieldSchema? {
        if number < byNumber.count {
            let place = byNumber[Int(number)]
            return place == 0 ? nil : fields[Int(place) - 1]
        }
        return fields.first { $0.number == number }
    }

    /// A new, empty C struct from malloc, as `protobuf_c_message_free_unpacked` wants it.
    func allocate() -> UnsafeMutableRawPointer {
        let memory = allocateOrDie(size)
        memory.copyMemory(from: prototype, byteCount: size)
        return memory
    }
}
