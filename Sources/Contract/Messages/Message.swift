import CProtobufC

/// A message of the contract: one protobuf-c struct, owned, copied only when a shared one is changed.
///
/// Reading takes a field's name from the .proto file or its `FieldSchema`; a name that the message does not have, or a
/// value of another kind, is a bug of ours and stops the process. A message inside another is read as a `Message` that
/// keeps the whole alive.
public struct Message: @unchecked Sendable {
    // @unchecked: a struct is written only through a `mutating` method, after `makeUnique` has seen that no other Message
    // holds its storage; shared storage is only read. So a copy in another task never sees a write.

    public let schema: MessageSchema
    private var storage: Storage
    /// The C struct: the storage's own, or one inside it.
    private(set) var base: UnsafeMutableRawPointer

    /// Owns a whole message and frees it.
    private final class Storage {
        let root: UnsafeMutableRawPointer

        init(owning root: UnsafeMutableRawPointer) {
            self.root = root
        }

        deinit {
            freeMessage(root)
        }
    }

    /// An empty message.
    public init(_ schema: MessageSchema) {
        self.init(owning: schema.allocate(), schema)
    }

    /// Takes over a C struct of `schema` that was allocated with malloc.
    init(owning base: UnsafeMutableRawPointer, _ schema: MessageSchema) {
        self.schema = schema
        self.base = base
        storage = Storage(owning: base)
    }

    /// A message inside `parent`.
    private init(_ schema: MessageSchema, inside parent: Message, at base: UnsafeMutableRawPointer) {
        self.schema = schema
        self.base = base
        storage = parent.storage
    }

    /// Reads a message from protobuf's wire format.
    ///
    /// - Throws: `ContractError` naming the field, for anything that libprotobuf-c would refuse without a word, cut short
    ///   or let through: see `WireScan`.
    public init(decoding bytes: UnsafeRawBufferPointer, as schema: MessageSchema) throws(ContractError) {
        try WireScan.check(bytes, as: schema)
        guard let base = unpack(bytes, schema) else { throw ContractError(.malformed, "is not a \(schema.fullName)") }
        self.init(owning: base, schema)
    }

    /// Reads a message from protobuf's wire format.
    public init(decoding bytes: [UInt8], as schema: MessageSchema) throws(ContractError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(ContractError) in
            try Message(decoding: UnsafeRawBufferPointer(buffer), as: schema)
        }
    }

    /// Bytes that `encode` gives.
    public var encodedSize: Int {
        protobuf_c_message_get_packed_size(base.assumingMemoryBound(to: ProtobufCMessage.self))
    }

    /// The message in protobuf's wire format.
    public func encode() -> [UInt8] {
        let size = encodedSize
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = encode(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Writes the message in protobuf's wire format and gives the number of bytes, which is `encodedSize`.
    /// - Precondition: `room` has at least that many bytes.
    @discardableResult
    public func encode(into room: UnsafeMutableRawBufferPointer) -> Int {
        let message = base.assumingMemoryBound(to: ProtobufCMessage.self)
        let size = protobuf_c_message_get_packed_size(message)
        precondition(room.count >= size, "the message needs \(size) bytes")
        guard size > 0, let start = room.baseAddress else { return 0 }
        return protobuf_c_message_pack(message, start.assumingMemoryBound(to: UInt8.self))
    }

    /// Sees to it that nobody else holds what is about to be written.
    mutating func makeUnique() {
        if isKnownUniquelyReferenced(&storage) { return }
        self = encode().withUnsafeBytes { bytes in
            // Not scanned again: what is refused on the way in is not here, and what we built has no such limits.
            guard let copy = unpack(bytes, schema) else {
                preconditionFailure("a message that was read or built here can be read again")
            }
            return Message(owning: copy, schema)
        }
    }

    /// The message in field `field` at `place`.
    func inner(_ field: FieldSchema, at place: UnsafeRawPointer) -> Message? {
        guard let schema = field.message, let child = field.child(at: place) else { return nil }
        return Message(schema, inside: self, at: child)
    }
}

extension Message: CustomStringConvertible, CustomReflectable {
    /// The message's name. Never its values: they may be personal.
    public var description: String { schema.fullName }

    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Message: Equatable {
    /// Whether both are the same message with the same values, unknown fields included.
    public static func == (left: Message, right: Message) -> Bool {
        left.schema === right.schema && left.encode() == right.encode()
    }
}

/// What libprotobuf-c makes of `bytes`; nil where it can't.
func unpack(_ bytes: UnsafeRawBufferPointer, _ schema: MessageSchema) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(protobuf_c_message_unpack(
        schema.descriptor, nil, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)))
}
