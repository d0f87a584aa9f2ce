@testable import Contract
import Foundation
import TestSupport
import Testing

/// Good bytes, damaged: nothing may crash or hang, and what is accepted must be sound.
@Suite struct MutatedBytesTests {
    private static let rounds = 8_000

    @Test func `damaged JSON is refused or sound`() {
        var random = SeededRandom(for: "damaged JSON")
        for _ in 0..<Self.rounds {
            let schema = jsonSchemas[random.below(jsonSchemas.count)]
            var bytes = random.message(schema).json(pretty: random.below(4) == 0)
            random.damage(&bytes, with: Array(#"{}[]",:\u0d8e1.-+tfn"#.utf8) + [0, 0x80, 0xC0, 0xED, 0xFF, 0x0A])
            exercise(json: bytes, as: schema)
        }
    }

    @Test func `damaged protobuf is refused or sound`() {
        var random = SeededRandom(for: "damaged protobuf")
        for _ in 0..<Self.rounds {
            let schema = jsonSchemas[random.below(jsonSchemas.count)]
            var bytes = random.message(schema).encode()
            random.damage(&bytes, with: [0, 1, 2, 7, 8, 10, 0x12, 0x1A, 0x22, 0x7F, 0x80, 0xC0, 0xED, 0xFF])
            exercise(protobuf: bytes, as: schema)
        }
    }

    /// Foundation's reader is independent of ours: where both follow RFC 8259 they agree on what is JSON.
    @Test func `the reader agrees with Foundation's on what is JSON`() {
        var random = SeededRandom(for: "reader against JSONSerialization")
        var accepted = 0
        for _ in 0..<Self.rounds {
            let schema = jsonSchemas[random.below(jsonSchemas.count)]
            var bytes = random.message(schema).json(pretty: random.below(4) == 0)
            if random.below(4) > 0 { random.damage(&bytes, with: Array(#"{}[]",:\u0d8e1.-+tfn "#.utf8) + [0x80, 0xC3, 0xED, 0x0A]) }
            guard Self.standardsAgree(on: bytes) else { continue }
            let ours = AnyJSON.isObject(bytes)
            let foundations = (try? JSONSerialization.jsonObject(with: Data(bytes))) is [String: Any]
            #expect(ours == foundations, "\(text(bytes)) \(bytes)")
            if ours { accepted += 1 }
        }
        #expect(accepted > Self.rounds / 10)
    }

    /// Leaves out what Foundation treats otherwise than RFC 8259, or we on purpose: it takes a comma before `}` and `]`, finds
    /// other encodings by their zero bytes, and has its own limits to numbers.
    private static func standardsAgree(on bytes: [UInt8]) -> Bool {
        if bytes.contains(0) { return false }
        let solid = bytes.filter { !" \t\r\n".utf8.contains($0) }
        if zip(solid, solid.dropFirst()).contains(where: { $0 == UInt8(ascii: ",") && "}]".utf8.contains($1) }) { return false }
        // A run of more than 100 digits, or an exponent of more than two, may be beyond Double.
        var digits = 0
        var isExponent = false
        for byte in bytes {
            if byte | 0x20 == UInt8(ascii: "e") {
                (digits, isExponent) = (0, true)
            } else if byte.isASCIIDigit {
                digits += 1
                if digits > (isExponent ? 2 : 100) { return false }
            } else if !"+-.".utf8.contains(byte) {
                (digits, isExponent) = (0, false)
            }
        }
        return true
    }
}

/// Reads `bytes` as JSON in both modes; traps where what was accepted is not sound. Made to be called by a fuzzer too.
func exercise(json bytes: [UInt8], as schema: MessageSchema) {
    for mode in [JSONMode.strict, .answer] {
        guard let message = try? Message(json: bytes, as: schema, mode: mode) else { continue }
        requireSound(message)
    }
    _ = AnswerStatus.read(from: bytes)
}

/// Reads `bytes` as protobuf; traps where what was accepted is not sound. Made to be called by a fuzzer too.
func exercise(protobuf bytes: [UInt8], as schema: MessageSchema) {
    guard let message = try? Message(decoding: bytes, as: schema) else { return }
    requireSound(message)
    // Nothing that was accepted is refused when it is sent on.
    precondition((try? Message(decoding: message.encode(), as: schema)) == message, "\(schema.fullName) \(bytes)")
}

private func requireSound(_ message: Message) {
    let json = message.json()
    precondition(String(validating: json, as: UTF8.self) != nil, "\(message.schema.fullName): not UTF-8")
    precondition(AnyJSON.isObject(json), "\(message.schema.fullName): not JSON")
    for field in message.schema.fields where field.kind == .message {
        let inner = field.isRepeated ? message.messages(field) : [message.message(field)].compactMap { $0 }
        for message in inner where field.wrapped == nil { requireSound(message) }
    }
}

/// Whether bytes are a JSON object, by our reader.
enum AnyJSON {
    static func isObject(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            do {
                var reader = try JSONReader(bytes)
                guard try reader.peek() == UInt8(ascii: "{") else { return false }
                try reader.skip()
                try reader.expectEnd()
                return true
            } catch {
                return false
            }
        }
    }
}

extension SeededRandom {
    /// Changes, removes, doubles or puts in a few bytes, mostly such as matter.
    mutating func damage(_ bytes: inout [UInt8], with favourites: [UInt8]) {
        for _ in 0...below(4) {
            let place = below(bytes.count + 1)
            let byte = below(2) == 0 ? favourites[below(favourites.count)] : UInt8(below(256))
            switch below(5) {
            case 0: bytes.insert(byte, at: place)
            case 1 where place < bytes.count: bytes[place] = byte
            case 2 where place < bytes.count: bytes.remove(at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + below(8)))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + below(16))], at: place)
            }
        }
    }
}
