/// OY!'s word on a call: the `status` object that every answer has.
public struct AnswerStatus: Sendable, Equatable {
    /// `000`, `101` and so on; never empty.
    public var code: String
    /// OY!'s text for people; empty where there is none.
    public var message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    /// Reads the status of an answer, whatever else is in it: members of other types than the contract gives them do no harm.
    ///
    /// Nil where nothing can be relied on: the bytes are not JSON from end to end (cut short, say), there is no status object
    /// with a code, or there are two. docs/payouts.md, rule 2: an unreadable answer proves nothing.
    public static func read(from bytes: UnsafeRawBufferPointer) -> AnswerStatus? {
        do {
            var reader = try JSONReader(bytes)
            var found: [AnswerStatus?] = []
            guard try reader.peek() == UInt8(ascii: "{") else { return nil }
            try reader.open(UInt8(ascii: "{"), "an object")
            var first = true
            while try reader.next(UInt8(ascii: "}"), first: first) {
                first = false
                if try reader.name().equals("status") {
                    found.append(try status(&reader))
                } else {
                    try reader.skip()
                }
            }
            try reader.expectEnd()
            return found.count == 1 ? found[0] : nil
        } catch {
            return nil
        }
    }

    /// Reads the status of an answer.
    public static func read(from bytes: [UInt8]) -> AnswerStatus? {
        bytes.withUnsafeBytes { read(from: $0) }
    }

    /// The status that a message was read with; nil where it has none.
    public init?(of answer: Message) {
        guard let field = answer.schema.statusField, let status = answer.message(field), let code = status.schema.codeField
        else { return nil }
        self.init(code: status.string(code), message: status.schema.messageField.map(status.string) ?? "")
        if self.code.isEmpty { return nil }
    }

    private static func status(_ reader: inout JSONReader) throws(ContractError) -> AnswerStatus? {
        guard try reader.peek() == UInt8(ascii: "{") else {
            try reader.skip()
            return nil
        }
        var codes: [String?] = []
        var message = ""
        try reader.open(UInt8(ascii: "{"), "an object")
        var first = true
        while try reader.next(UInt8(ascii: "}"), first: first) {
            first = false
            let name = try reader.name()
            if name.equals("code") {
                codes.append(try text(&reader))
            } else if name.equals("message") {
                message = try text(&reader) ?? ""
            } else {
                try reader.skip()
            }
        }
        guard codes.count == 1, let code = codes[0], !code.isEmpty else { return nil }
        return AnswerStatus(code: code, message: message)
    }

    /// A string or a number as its text; nil for anything else, and for a string with a NUL in it.
    private static func text(_ reader: inout JSONReader) throws(ContractError) -> String? {
        let first = try reader.peek()
        if first == UInt8(ascii: "\"") {
            let text = try reader.string()
            return text.hasNUL ? nil : text.string
        }
        if first == UInt8(ascii: "-") || first.isASCIIDigit {
            return String(decoding: try reader.number(), as: UTF8.self)
        }
        try reader.skip()
        return nil
    }
}
