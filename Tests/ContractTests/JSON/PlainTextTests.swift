import TestSupport
import Testing

@testable import Contract

@Suite struct PlainTextTests {
    @Test func `what stands in a JSON string as it is is counted to the first byte that does not`() {
        var random = SeededRandom(for: "PlainText")
        let bytes: [UInt8] = [0x1F, 0x20, 0x22, 0x5C, 0x61, 0x7F, 0x80, 0xA0, 0xFF]
        for _ in 0..<20_000 {
            // Mostly plain, so that words of eight are stepped over, too.
            let text = (0..<random.below(40)).map { _ in random.below(12) == 0 ? bytes[random.below(bytes.count)] : 0x61 }
            let first = random.below(text.count + 1)
            let expected = text[first...].prefix { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }.count
            #expect(text.withUnsafeBufferPointer { PlainText.length(of: $0, from: first) } == expected, "\(text)")
        }
    }
}
