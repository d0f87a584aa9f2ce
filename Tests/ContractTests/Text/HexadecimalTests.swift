import Testing

@testable import Contract

@Suite struct HexadecimalTests {
    @Test func `every byte reads as it is written`() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = Hexadecimal.text(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
        #expect(Hexadecimal.bytes(text) == bytes)
        #expect(Hexadecimal.bytes(text.uppercased()) == bytes)
        #expect(Hexadecimal.text([]) == "")
    }

    @Test(arguments: ["0", "0g", "0 ", "00 ", "0x", "\u{FF10}0", "é"])
    func `what is none`(text: String) {
        #expect(Hexadecimal.bytes(text) == nil)
    }

    @Test func `digits are those of ASCII`() {
        #expect((UInt8.min...UInt8.max).filter(\.isASCIIDigit) == Array("0123456789".utf8))
    }
}
