import Foundation
import TestSupport
import Testing

@testable import Contract

@Suite struct SeenTextTests {
    private func escaped(_ text: [UInt8]) -> [UInt8] {
        var bytes = ByteText(capacity: 0)
        text.withUnsafeBufferPointer { bytes.append(seen: $0) { byte, text in text.append("\\u00" + Hexadecimal.text([byte])) } }
        return bytes.array
    }

    @Test func `what is written is seen, and reads as it was`() throws {
        var random = SeededRandom(for: "SeenText")
        let odd: [Unicode.Scalar] = [
            "\u{0}", "\n", "\"", "\\", "\u{7E}", "\u{7F}", "\u{80}", "\u{9F}", "\u{A0}", "\u{AD}",
            "é", "\u{200D}", "\u{202E}", "\u{2029}", "\u{FEFF}", "\u{FFFF}", "🙂", "\u{E0041}", "\u{10FFFF}",
        ]
        for _ in 0..<20_000 {
            // Mostly plain, so that words of eight are stepped over, too.
            var text = String.UnicodeScalarView()
            for _ in 0..<random.below(40) { text.append(random.below(8) == 0 ? odd[random.below(odd.count)] : "a") }
            let json = escaped(Array(String(text).utf8))
            let written = try #require(String(validating: json, as: UTF8.self))
            #expect(written.unicodeScalars.allSatisfy { !$0.isUnseen }, "\(text)")
            let read = try JSONSerialization.jsonObject(with: Data("\"\(written)\"".utf8), options: .fragmentsAllowed) as? String
            #expect(read.map { Array($0.utf8) } == Array(String(text).utf8), "\(text)")
        }
    }

    /// Nobody gives it any; were it otherwise, no string would end where it should not.
    @Test(arguments: [[0xC2, 0x22], [0xE2, 0x80, 0x22], [0xF4, 0x22], [0xFF, 0x22], [0x80, 0x22], [0xE2, 0x5C], [0xC2]] as [[UInt8]])
    func `what is no UTF-8 hides nothing that is to be escaped`(text: [UInt8]) {
        let plain = text.filter { $0 >= 0x80 }
        #expect(escaped(text) == plain + text.filter { $0 < 0x80 }.flatMap { Array("\\u00".utf8) + Array(Hexadecimal.text([$0]).utf8) })
    }
}
