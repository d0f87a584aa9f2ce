import CProtobufC

/// One field of a message, with all that the hot path would otherwise look up in C.
public final class FieldSchema: @unchecked Sendable {
    // @unchecked: `message` and `wrapped` are set once by `SchemaCatalog`, before the catalog is seen by anyone; all else is
    // constant. Nor are their reads, of which each message takes dozens, held against one another at run time.

    /// What a value is.
    public enum Kind: Sendable {
        case int32, int64, uint32, uint64, bool, enumeration, string, bytes, message
        /// For google.protobuf.FloatValue and DoubleValue only; the contract has no binary fractions.
        case float, double
    }

    /// As what a single value is read and written (`Message`).
    enum ScalarForm {
        case integer, bool, string, bytes
    }

    /// How a value stands on the wire.
    enum WireForm: UInt8 {
        case varint = 0, fixed64 = 1, delimited = 2, fixed32 = 5
    }

    public let number: UInt32
    /// As in the .proto file, and in the JSON that is written: `overdraft_balance`.
    public let name: String
    /// The other name that is read: `overdraftBalance`.
    public let jsonName: String
    public let kind: Kind
    public let isRepeated: Bool
    public let rules: FieldRules
    /// The field's place in `MessageSchema.fields`.
    public let index: Int
    /// The values by number and name, for an enumeration.
    public let enumeration: EnumSchema?
    /// The message that is its value, for a message.
    @exclusivity(unchecked) public internal(set) var message: MessageSchema?
    /// The wrapped field, where the value is one of the wrappers of google/protobuf/wrappers.proto: a plain value in JSON.
    @exclusivity(unchecked) public internal(set) var wrapped: FieldSchema?

    let wireForm: WireForm
    /// Offset of the value in the C struct, in bytes.
    let offset: Int
    /// Offset of the number of elements, for a repeated field, in bytes.
    let quantifierOffset: Int
    /// Bytes of one element in the C struct or in a repeated field's array.
    let stride: Int
    /// The string libprotobuf-c takes as "not set" and does not free.
    let emptyString: UnsafePointer<CChar>?
    /// `"name":`
    let jsonKey: [UInt8]

    init(_ descriptor: ProtobufCFieldDescriptor, index: Int, rules: FieldRules?) {
        self.index = index
        number = descriptor.id
        name = String(cString: descriptor.name)
        jsonName = Self.lowerCamel(name)
        jsonKey = Array("\"\(name)\":".utf8)
        isRepeated = descriptor.label == PROTOBUF_C_LABEL_REPEATED
        offset = Int(descriptor.offset)
        quantifierOffset = Int(descriptor.quantifier_offset)
        self.rules = rules ?? FieldRules(descriptor.id, .public)
        (kind, wireForm, stride) = Self.shape(of: descriptor.type)
        emptyString = kind == .string ? descriptor.default_value?.assumingMemoryBound(to: CChar.self) : nil
        enumeration = kind == .enumeration
            ? EnumSchema(descriptor.descriptor.assumingMemoryBound(to: ProtobufCEnumDescriptor.self).pointee) : nil
    }

    private static func shape(of type: ProtobufCType) -> (Kind, WireForm, stride: Int) {
        switch type {
        case PROTOBUF_C_TYPE_INT32, PROTOBUF_C_TYPE_SINT32: (.int32, .varint, 4)
        case PROTOBUF_C_TYPE_SFIXED32: (.int32, .fixed32, 4)
        case PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_SINT64: (.int64, .varint, 8)
        case PROTOBUF_C_TYPE_SFIXED64: (.int64, .fixed64, 8)
        case PROTOBUF_C_TYPE_UINT32: (.uint32, .varint, 4)
        case PROTOBUF_C_TYPE_FIXED32: (.uint32, .fixed32, 4)
        case PROTOBUF_C_TYPE_UINT64: (.uint64, .varint, 8)
        case PROTOBUF_C_TYPE_FIXED64: (.uint64, .fixed64, 8)
        case PROTOBUF_C_TYPE_BOOL: (.bool, .varint, MemoryLayout<protobuf_c_boolean>.stride)
        case PROTOBUF_C_TYPE_ENUM: (.enumeration, .varint, 4)
        case PROTOBUF_C_TYPE_FLOAT: (.float, .fixed32, 4)
        case PROTOBUF_C_TYPE_DOUBLE: (.double, .fixed64, 8)
        case PROTOBUF_C_TYPE_STRING: (.string, .delimited, 8)
        case PROTOBUF_C_TYPE_BYTES: (.bytes, .delimited, MemoryLayout<ProtobufCBinaryData>.stride)
        case PROTOBUF_C_TYPE_MESSAGE: (.message, .delimited, 8)
        default: preconditionFailure("a field type that libprotobuf-c 1.4 does not have")
        }
    }

    /// protobuf's json_name: `overdraft_balance` as `overdraftBalance`.
    static func lowerCamel(_ name: String) -> String {
        var result = ""
        var raise = false
        for letter in name {
            if letter == "_" {
                raise = true
            } else {
                result += raise ? letter.uppercased() : String(letter)
                raise = false
            }
        }
        return result
    }
}

extension FieldSchema.Kind {
    /// Nil for what is no such value.
    var scalarForm: FieldSchema.ScalarForm? {
        switch self {
        case .int32, .int64, .uint32, .uint64, .enumeration: .integer
        case .bool: .bool
        case .string: .string
        case .bytes: .bytes
        case .message, .float, .double: nil
        }
    }
}
