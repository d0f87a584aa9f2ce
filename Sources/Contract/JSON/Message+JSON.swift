extension Message {
    /// Reads a message from JSON.
    ///
    /// - Throws: `ContractError` naming the field, or saying where the text is not JSON.
    public init(
        json: UnsafeRawBufferPointer, as schema: MessageSchema, mode: JSONMode = .strict
    ) throws(ContractError) {
        self.init(schema)
        var walk = JSONWalk(try JSONReader(json), mode)
        try walk.document(schema, into: base)
    }

    /// Reads a message from JSON.
    public init(json: [UInt8], as schema: MessageSchema, mode: JSONMode = .strict) throws(ContractError) {
        self = try json.withUnsafeBufferPointer { buffer throws(ContractError) in
            try Message(json: UnsafeRawBufferPointer(buffer), as: schema, mode: mode)
        }
    }

    /// The message as JSON for people and programs of ours: every field by its snake_case name, the gateway's own ones and
    /// zero values included; messages and wrappers that are not given are left out. `pretty` puts each member on a line.
    public func json(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(.everything, pretty: pretty)
        read { writer.object(schema.fields, $0) }
        return writer.bytes.array
    }
}
