import Contract
import Testing

@Suite struct ByteTextTests {
    private func written(_ capacity: Int = 1, _ body: (inout ByteText) -> Void) -> String {
        var text = ByteText(capacity: capacity)
        body(&text)
        #expect(text.withBytes { Array($0) } == text.array)
        return String(decoding: text.array, as: UTF8.self)
    }

    @Test func `pieces of every kind stand one after the other, however little room there was`() {
        let constant: StaticString = "constant"
        let whole = written { text in
            text.append(UInt8(ascii: "a"))
            text.append(constant)
            text.append("é, short")
            text.append(String(repeating: "long ", count: 50))
            text.append(Array("bytes".utf8))
            text.append("")
            text.append([UInt8]())
            text.append(UnsafeBufferPointer<UInt8>(start: nil, count: 0))
        }
        #expect(whole == "aconstanté, short" + String(repeating: "long ", count: 50) + "bytes")
        #expect(written { _ in } == "")
    }

    @Test(arguments: [0, 7, 9, 10, 99, 100, 12_345, Int64.max, -1, -10, Int64.min])
    func `numbers are written as Swift writes them`(number: Int64) {
        #expect(written { $0.append(decimal: number) } == String(number))
        #expect(written { $0.append(decimal: UInt64(bitPattern: number)) } == String(UInt64(bitPattern: number)))
        #expect(written { $0.append(decimal: Int32(truncatingIfNeeded: number)) } == String(Int32(truncatingIfNeeded: number)))
    }

    @Test func `digits that are asked for are there, with zeros before them`() {
        #expect(written { $0.append(7, digits: 3) } == "007")
        #expect(written { $0.append(0, digits: 1) } == "0")
        #expect(written { $0.append(2026, digits: 4) } == "2026")
    }

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

    @Test(arguments: [
        (#"{"a":"x"}"#, "x"), (#"{"b":{"a":"y"},"c":["a"],"a":"x"}"#, "x"), (#"{"\u0061":"\u0078"}"#, "x"), (#"{"a":""}"#, ""),
        (#"{"a":1}"#, nil), (#"{"A":"x"}"#, nil), ("{}", nil), ("", nil), ("[", nil), (#"{"a":"x"#, nil), (#"["a","x"]"#, nil),
    ])
    func `a member's string is found`(json: String, expected: String?) {
        #expect(JSONMember.string("a", of: Array(json.utf8)) == expected)
    }
}
