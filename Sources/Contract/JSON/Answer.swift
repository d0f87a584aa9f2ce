/// An answer of OY!, read into its message.
public struct Answer: Sendable {
    /// What OY! said, in the contract's fields.
    public var message: Message
    /// Paths of the fields without which a success is no success, and which were not there or empty: `balance`,
    /// `data[2].id`. They matter only where OY! reports success: a rejected remit has no `trx_id`, and rightly so.
    public let missing: [String]

    /// OY!'s word on the call; nil where the answer has none.
    public var status: AnswerStatus? { AnswerStatus(of: message) }

    /// Reads an answer.
    ///
    /// - Throws: `ContractError` where it is not JSON, or a member that the contract knows is not what the contract says.
    ///   `AnswerStatus.read` may still make something of it.
    public init(json: UnsafeRawBufferPointer, as schema: MessageSchema) throws(ContractError) {
        let message = Message(schema)
        var walk = JSONWalk(try JSONReader(json), .answer)
        try walk.document(schema, into: message.base)
        self.message = message
        missing = walk.missing
    }

    /// Reads an answer.
    public init(json: [UInt8], as schema: MessageSchema) throws(ContractError) {
        self = try json.withUnsafeBufferPointer { buffer throws(ContractError) in
            try Answer(json: UnsafeRawBufferPointer(buffer), as: schema)
        }
    }
}
