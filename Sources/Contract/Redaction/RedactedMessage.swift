/// A message as the ledger may keep it. Made by `Message.redacted` only, so that nothing else is taken for one.
public struct RedactedMessage: Sendable, Equatable {
    /// One JSON object, on one line, UTF-8: it goes into an entry as it is.
    public let json: [UInt8]

    init(json: [UInt8]) {
        self.json = json
    }
}

extension Message {
    /// The message as JSON for the ledger, by the sensitivity of each field (oy/v1/options.proto):
    ///
    /// * PUBLIC as it is, but that what OY! writes for people (`message` of a status) is searched for what is PERSONAL or SECRET in this message,
    ///   and in the request that it answers: that is masked in it;
    /// * PERSONAL as `{"masked":"…2390","digest":"…"}`: the last four characters, of a value shorter than eight a quarter, so
    ///   that a person can recognise a case; `digest` of the value, so that equal values can be found;
    /// * SECRET left out, name and all.
    ///
    /// A field inside a PERSONAL or SECRET one is treated as its holder is, and what is not given is left out. Fields that this
    /// contract does not know are left out too: nobody said that they may be read. What is not seen (`SeenText`) is escaped.
    ///
    /// - Parameters:
    ///   - request: what this message is the answer to; nil where it is none.
    ///   - digest: a keyed digest of the value's bytes, as text; the key must not be guessable, or short values could be found by trying
    ///     them all.
    public func redacted(answering request: Message? = nil, digest: (UnsafeRawBufferPointer) -> String) -> RedactedMessage {
        var writer = JSONWriter(.entry)
        var asked: EchoSearch.Struct?
        if let request { asked = (request.schema, UnsafeRawPointer(request.base)) }
        read { writer.redacted(schema, $0, EchoSearch((schema, $0), answering: asked), digest) }
        withExtendedLifetime(request) {}
        return RedactedMessage(json: writer.bytes.array)
    }
}

extension JSONWriter {
    fileprivate mutating func redacted(
        _ schema: MessageSchema, _ base: UnsafeRawPointer, _ echoes: EchoSearch, _ digest: (UnsafeRawBufferPointer) -> String
    ) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for field in schema.fields where field.rules.sensitivity != .secret && field.isSet(in: base) {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            bytes.append(field.jsonKey)
            guard field.isRepeated else {
                redacted(field, at: base + field.offset, echoes, digest)
                continue
            }
            bytes.append(UInt8(ascii: "["))
            for index in 0..<field.count(in: base) {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                redacted(field, at: UnsafeRawPointer(field.element(index, in: base)), echoes, digest)
            }
            bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func redacted(
        _ field: FieldSchema, at place: UnsafeRawPointer, _ echoes: EchoSearch, _ digest: (UnsafeRawBufferPointer) -> String
    ) {
        if field.rules.sensitivity == .personal {
            masked(field, at: place, digest)
        } else if let message = field.message, field.wrapped == nil, let child = field.child(at: place) {
            redacted(message, child, echoes, digest)
        } else if field.kind == .string, field.name == "message" {
            text(field.stringBytes(at: place), masking: echoes)
        } else {
            value(field, at: place)
        }
    }

    /// A text for people: of what it repeats only what a mask shows of it, and nothing of what is SECRET.
    private mutating func text(_ text: UnsafeBufferPointer<UInt8>, masking echoes: EchoSearch) {
        let found = echoes.echoes(in: text)
        guard !found.isEmpty else { return string(text) }
        bytes.append(UInt8(ascii: "\""))
        var written = 0
        for echo in found {
            characters(UnsafeBufferPointer(rebasing: text[written..<echo.range.lowerBound]))
            bytes.append("…")
            if !echo.isSecret { characters(UnsafeBufferPointer(rebasing: text[echo.range]).maskedEnd) }
            written = echo.range.upperBound
        }
        characters(UnsafeBufferPointer(rebasing: text[written...]))
        bytes.append(UInt8(ascii: "\""))
    }

    /// The mask and the digest of one value: of a string itself, of anything else as JSON writes it.
    private mutating func masked(
        _ field: FieldSchema, at place: UnsafeRawPointer, _ digest: (UnsafeRawBufferPointer) -> String
    ) {
        if field.kind == .string {
            let text = field.stringBytes(at: place)
            return masked(text, showing: text.maskedEnd, digest)
        }
        // As it always was: equal values have equal digests.
        var plain = JSONWriter(.everything)
        plain.value(field, at: place)
        // The end of a whole message in JSON would tell nobody anything.
        let isMessage = field.message != nil && field.wrapped == nil
        plain.bytes.withBytes { masked($0, showing: isMessage ? .init(start: nil, count: 0) : $0.maskedEnd, digest) }
    }

    private mutating func masked(
        _ text: UnsafeBufferPointer<UInt8>, showing end: UnsafeBufferPointer<UInt8>,
        _ digest: (UnsafeRawBufferPointer) -> String
    ) {
        bytes.append(#"{"masked":"…"#)
        characters(end)
        bytes.append(#"","digest":"#)
        digest(UnsafeRawBufferPointer(text)).withBytes { string($0) }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// What a mask shows of this UTF-8 text: its last four characters (Unicode scalars), of fewer than eight a quarter.
    fileprivate var maskedEnd: Self {
        var count = 0
        for byte in self where Self.beginsCharacter(byte) { count += 1 }
        var shown = count < 8 ? count / 4 : 4
        var start = endIndex
        while shown > 0 {
            start -= 1
            if Self.beginsCharacter(self[start]) { shown -= 1 }
        }
        return Self(rebasing: self[start...])
    }

    /// Any byte but one that goes on with a character of several.
    private static func beginsCharacter(_ byte: UInt8) -> Bool {
        byte & 0xC0 != 0x80
    }
}
