import Contract
import Glibc

extension HTTPCall {
    /// Whether an answer's body shows that it is to this call: it holds the call's name as a JSON string. True of a call without a name,
    /// whose answers can't be told from others. A name that is spelled with escapes is not found: that costs a wait, and proves nothing wrong.
    func isNamed(in body: [UInt8]) -> Bool {
        guard var name = nameInAnswer else { return true }
        return name.withUTF8 { name in
            body.withUnsafeBytes { Self.isQuoted(UnsafeRawBufferPointer(name), in: $0) }
        }
    }

    private static func isQuoted(_ name: UnsafeRawBufferPointer, in body: UnsafeRawBufferPointer) -> Bool {
        guard let start = body.baseAddress, let nameStart = name.baseAddress, !name.isEmpty else { return false }
        let quote = UInt8(ascii: "\"")
        var place = 0
        while place < body.count, let found = memchr(start + place, Int32(quote), body.count - place) {
            place = start.distance(to: UnsafeRawPointer(found)) + 1
            let end = place + name.count
            if end < body.count, body[end] == quote, memcmp(start + place, nameStart, name.count) == 0 { return true }
        }
        return false
    }
}
