import Crypto

extension Message {
    /// The message as JSON for the ledger, or, where that is longer than `limit` bytes, what stands for it: how long it is, how many elements
    /// its lists have, and its SHA-256, by which the whole can be known again.
    ///
    ///     {"left_out":{"bytes":208123,"elements":500,"sha256":"…64 hexadecimal digits…"}}
    public func redacted(
        answering request: Message? = nil, upTo limit: Int, digest: (UnsafeRawBufferPointer) -> String
    ) -> RedactedMessage {
        let whole = redacted(answering: request, digest: digest)
        return whole.json.count <= limit ? whole : whole.leftOut(elements: elementCount)
    }

    /// Elements of its own lists.
    private var elementCount: Int {
        schema.fields.filter(\.isRepeated).reduce(0) { $0 + count($1) }
    }
}

extension RedactedMessage {
    fileprivate func leftOut(elements: Int) -> Self {
        let hash = Hexadecimal.text(Array(SHA256.hash(data: json)))
        return Self(json: Array(#"{"left_out":{"bytes":\#(json.count),"elements":\#(elements),"sha256":"\#(hash)"}}"#.utf8))
    }
}
