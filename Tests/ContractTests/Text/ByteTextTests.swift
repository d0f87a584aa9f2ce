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
        #expect(written { $0.append(decimal: 7, digits: 3) } == "007")
        #expect(written { $0.append(decimal: 0, digits: 1) } == "0")
        #expect(written { $0.append(decimal: 2026, digits: 4) } == "2026")
        #expect(written { $0.append(decimal: 12_345, digits: 2) } == "45")
        #expect(written { $0.append(decimal: 1, digits: 0) } == "")
    }
}
