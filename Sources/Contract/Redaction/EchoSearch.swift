/// Finds in what OY! writes for people (`status.message`) the PERSONAL and SECRET texts of the messages around it, which OY! may repeat there.
///
/// They are found as they are written, whatever the case of ASCII letters, from `shortest` bytes on: a shorter one could be any word.
/// Of a text with an "@" each part between blanks is one as well, as there may be several addresses in it.
struct EchoSearch {
    private static let shortest = 4

    /// What a byte of the text is part of.
    private enum Part: UInt8 {
        case none, personal, secret
    }

    /// C structs that are alive for as long as this is used.
    private let own: Struct
    private let request: Struct?

    typealias Struct = (schema: MessageSchema, base: UnsafeRawPointer)

    /// - Parameters:
    ///   - own: the message that the text stands in.
    ///   - request: what that answers; nil where it is no answer.
    init(_ own: Struct, answering request: Struct? = nil) {
        self.own = own
        self.request = request
    }

    /// What is repeated in `text`, as ranges in order; `isSecret` where nothing of it may be shown.
    func echoes(in text: UnsafeBufferPointer<UInt8>) -> [(range: Range<Int>, isSecret: Bool)] {
        guard text.count >= Self.shortest else { return [] }
        // Most texts repeat nothing: there is no room made for that.
        var parts: [Part] = []
        look(in: text, for: own.schema, own.base, within: .public, &parts)
        if let request { look(in: text, for: request.schema, request.base, within: .public, &parts) }
        guard !parts.isEmpty else { return [] }
        var echoes: [(range: Range<Int>, isSecret: Bool)] = []
        for (place, part) in parts.enumerated() where part != .none {
            if let last = echoes.last, last.range.upperBound == place {
                echoes[echoes.count - 1] = (last.range.lowerBound..<place + 1, last.isSecret || part == .secret)
            } else {
                echoes.append((place..<place + 1, part == .secret))
            }
        }
        return echoes
    }

    /// Marks in `text` what a message has. A field inside a PERSONAL or SECRET one is as its holder is.
    private func look(
        in text: UnsafeBufferPointer<UInt8>, for schema: MessageSchema, _ base: UnsafeRawPointer, within holder: Sensitivity,
        _ parts: inout [Part]
    ) {
        for field in schema.fields {
            let sensitivity = holder == .public ? field.rules.sensitivity : holder
            guard field.message != nil || (field.kind == .string && sensitivity != .public), field.isSet(in: base) else { continue }
            var index = 0
            let count = field.isRepeated ? field.count(in: base) : 1
            while index < count {
                let place = field.isRepeated ? UnsafeRawPointer(field.element(index, in: base)) : base + field.offset
                index += 1
                if field.kind == .string {
                    look(in: text, for: field.stringBytes(at: place), sensitivity == .secret ? .secret : .personal, &parts)
                } else if let message = field.message, let child = field.child(at: place) {
                    look(in: text, for: message, child, within: sensitivity, &parts)
                }
            }
        }
    }

    /// Marks `value` in `text`, and each address in it.
    private func look(
        in text: UnsafeBufferPointer<UInt8>, for value: UnsafeBufferPointer<UInt8>, _ part: Part, _ parts: inout [Part]
    ) {
        Self.mark(value, in: text, as: part, &parts)
        guard Self.hasAddress(text), Self.hasAddress(value) else { return }
        for address in value.split(separator: UInt8(ascii: " ")) where Self.hasAddress(UnsafeBufferPointer(rebasing: address)) {
            Self.mark(UnsafeBufferPointer(rebasing: address), in: text, as: part, &parts)
        }
    }

    private static func hasAddress(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = 0
        while at < text.count {
            if text[at] == UInt8(ascii: "@") { return true }
            at += 1
        }
        return false
    }

    /// With plain loops, as this is on every call's way, and a closure for each place would cost allocations where nothing is optimized.
    private static func mark(
        _ value: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, as part: Part, _ parts: inout [Part]
    ) {
        guard value.count >= shortest, value.count <= text.count else { return }
        var start = 0
        while start + value.count <= text.count {
            var same = 0
            while same < value.count, folded(text[start + same]) == folded(value[same]) { same += 1 }
            if same == value.count {
                if parts.isEmpty { parts = Array(repeating: .none, count: text.count) }
                for place in start..<start + value.count where parts[place] != .secret { parts[place] = part }
            }
            start += 1
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
