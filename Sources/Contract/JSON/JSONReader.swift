/// Pulls values out of a JSON text (RFC 8259, strictly), byte by byte, without building a tree and without any
/// floating-point number. What it accepts is JSON; what it refuses is not, or is beyond `Limits`.
///
/// The bytes must outlive the reader. Errors say what is wrong and at which byte, never what stands there.
struct JSONReader {
    /// A string as it stands between its quotes.
    struct Text {
        var bytes: UnsafeBufferPointer<UInt8>
        /// Whether there are escapes to be resolved.
        var hasEscapes = false
        /// Whether one of them is `\u0000`.
        var hasNUL = false
    }

    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var at: UnsafePointer<UInt8>
    private var depth = 0

    init(_ bytes: UnsafeRawBufferPointer) throws(ContractError) {
        guard bytes.count <= Limits.jsonBytes else {
            throw ContractError(.tooLarge, "is longer than \(Limits.jsonBytes) bytes")
        }
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), !bytes.isEmpty else {
            throw ContractError(.malformed, "is empty, not JSON")
        }
        self.init(start: start, end: start + bytes.count)
    }

    init(start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        self.start = start
        self.end = end
        at = start
    }

    /// The byte with which the next value, member or end begins, after white space.
    @inline(__always)
    mutating func peek() throws(ContractError) -> UInt8 {
        while at < end {
            switch at[0] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            default: return at[0]
            }
        }
        throw fault("ends too early")
    }

    /// Steps over `byte`, which must come next.
    @inline(__always)
    mutating func expect(_ byte: UInt8, _ what: StaticString) throws(ContractError) {
        guard try peek() == byte else { throw fault("lacks \(what)") }
        at += 1
    }

    /// Nothing but white space may be left.
    mutating func expectEnd() throws(ContractError) {
        while at < end {
            switch at[0] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            default: throw fault("goes on after its end")
            }
        }
    }

    /// Steps over `{` or `[`.
    mutating func open(_ byte: UInt8, _ what: StaticString) throws(ContractError) {
        try expect(byte, what)
        depth += 1
        guard depth <= Limits.jsonDepth else {
            throw ContractError(.tooDeep, "is deeper than \(Limits.jsonDepth) levels")
        }
    }

    /// Steps over `close`, and over the comma before the next element or member: true as long as there is one.
    @inline(__always)
    mutating func next(_ close: UInt8, first: Bool) throws(ContractError) -> Bool {
        let byte = try peek()
        if byte == close {
            at += 1
            depth -= 1
            return false
        }
        if first { return true }
        guard byte == UInt8(ascii: ",") else { throw fault("lacks a comma or the end of an array or object") }
        at += 1
        return true
    }

    /// Reads a member's name and steps over the colon.
    @inline(__always)
    mutating func name() throws(ContractError) -> Text {
        guard try peek() == UInt8(ascii: "\"") else { throw fault("lacks a member's name") }
        let name = try string()
        try expect(UInt8(ascii: ":"), "a colon")
        return name
    }

    /// Steps over `null`, `true` or `false`.
    mutating func literal(_ word: StaticString) throws(ContractError) {
        let count = word.utf8CodeUnitCount
        guard end - at >= count, equalBytes(at, word.utf8Start, count) else {
            throw fault("has a word that JSON does not have")
        }
        at += count
    }

    /// Steps over a whole value of any kind, checking all of it.
    mutating func skip() throws(ContractError) {
        switch try peek() {
        case UInt8(ascii: "{"):
            try open(UInt8(ascii: "{"), "an object")
            var first = true
            while try next(UInt8(ascii: "}"), first: first) {
                _ = try name()
                try skip()
                first = false
            }
        case UInt8(ascii: "["):
            try open(UInt8(ascii: "["), "an array")
            var first = true
            while try next(UInt8(ascii: "]"), first: first) {
                try skip()
                first = false
            }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try number()
        }
    }

    /// A syntax error where the reader stands.
    func fault(_ what: String) -> ContractError {
        ContractError(.malformed, "is not JSON: it \(what) (byte \(at - start))")
    }
}
