import Gateway
import Glibc

/// Takes the API key out of an answer or a callback, should whoever wrote it show a request's headers, as error pages of servers
/// and firewalls do: OY!'s words go on to callers, logs and the ledger, where the key must not appear (docs/threat-model.md).
///
/// It is found as it was sent, and as a JSON string may write it (`\"`, `\\`, `\/`, `\u0041`), for that is how it would
/// come out of the document again.
enum KeyRedaction {
    /// Overwrites every occurrence of `key` with asterisks, escapes as a whole, so that a JSON document stays one. A key
    /// shorter than `Limits.maskedKeyBytes` is left alone: an amount or an account number might contain it by chance.
    static func mask(_ key: Secret, in body: inout [UInt8]) {
        guard finds(key), body.count >= key.count else { return }
        key.withUnsafeBytes { key in
            body.withUnsafeMutableBytes { body in
                // First those with escapes: what looks like the key behind half an escape may be a whole one with it.
                maskEscaped(key, in: body)
                maskVerbatim(key, in: body)
            }
        }
    }

    /// Whether it looks for such a key at all.
    static func finds(_ key: Secret) -> Bool { key.count >= Limits.maskedKeyBytes }

    private static func maskVerbatim(_ key: UnsafeRawBufferPointer, in body: UnsafeMutableRawBufferPointer) {
        guard let start = body.baseAddress, let keyStart = key.baseAddress else { return }
        var place = 0
        while place + key.count <= body.count, let found = memchr(start + place, Int32(key[0]), body.count - place) {
            let offset = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
            if offset + key.count <= body.count, memcmp(found, keyStart, key.count) == 0 {
                overwrite(body[offset..<offset + key.count])
                place = offset + key.count
            } else {
                place = offset + 1
            }
        }
    }

    /// Reads the body from escape to escape, so that no occurrence is taken to begin in the middle of one. An
    /// occurrence that holds escapes begins behind the one before its first.
    private static func maskEscaped(_ key: UnsafeRawBufferPointer, in body: UnsafeMutableRawBufferPointer) {
        guard let start = body.baseAddress else { return }
        var place = 0
        while place < body.count, let found = memchr(start + place, Int32(UInt8(ascii: "\\")), body.count - place) {
            let escape = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
            let starts = max(place, escape - key.count + 1)...escape
            place = escape + JSONCharacter(in: body, at: escape).length
            for first in starts {
                guard let end = end(of: key, in: body, from: first) else { continue }
                overwrite(body[first..<end])
                place = max(place, end)
                break
            }
        }
    }

    /// Where an occurrence of `key` that begins at `place` ends; nil where none begins there.
    private static func end(
        of key: UnsafeRawBufferPointer, in body: UnsafeMutableRawBufferPointer, from place: Int
    ) -> Int? {
        var place = place
        for byte in key {
            guard place < body.count else { return nil }
            let character = JSONCharacter(in: body, at: place)
            guard character.value == byte else { return nil }
            place += character.length
        }
        return place
    }

    private static func overwrite(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
        UnsafeMutableRawBufferPointer(rebasing: bytes).initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "*"))
    }
}

/// One character of a JSON string, and how many bytes it takes there.
private struct JSONCharacter {
    /// Nil for an escape of anything that a key has no place for.
    var value: UInt8?
    var length: Int

    init(in body: UnsafeMutableRawBufferPointer, at place: Int) {
        value = body[place]
        length = 1
        guard value == UInt8(ascii: "\\"), place + 1 < body.count else { return }
        switch body[place + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            value = body[place + 1]
            length = 2
        case UInt8(ascii: "u") where place + 6 <= body.count:
            let digits = String(decoding: body[(place + 2)..<(place + 6)], as: UTF8.self)
            value = UInt16(digits, radix: 16).flatMap(UInt8.init(exactly:))
            length = 6
        default:
            value = nil
            length = 2
        }
    }
}
