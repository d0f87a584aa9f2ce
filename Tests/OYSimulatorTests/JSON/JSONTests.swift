import TestSupport
import Testing

@testable import OYSimulator

/// The reader is strict and keeps spelling and order; the writer writes what the reader reads.
@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":10000.0000,"b":[1.0E+4,-0,true,false,null],"c":{"d":""}}"#, "[]", "{}", #""\"\\""#, "\"ü😀\"", "0",
    ])
    func roundTrips(text: String) throws {
        #expect(try JSONReader.read(text.utf8).description == text)
    }

    @Test func escapes() throws {
        #expect(try JSONReader.read(#""\u0041\ud83d\ude00\n\/\b\f""#.utf8) == .string("A😀\n/\u{8}\u{c}"))
        #expect(JSON.string("\u{1}\u{1f}\t").description == #""\u0001\u001f\t""#)
    }

    @Test(arguments: [
        "", " ", "{", #"{"a"}"#, #"{"a":1,}"#, "[1,]", "[1 2]", "01", "1.", ".5", "1e", "+1", "-", "tru", "nul", #"{"a":1,"a":2}"#,
        "1 2", #""\x""#, #""\ud83d""#, #""\ud83dx""#, #""\ude00""#, #""\u12""#, "\"\u{1}\"", "\"", "'a'", "{a:1}",
    ])
    func refuses(text: String) {
        #expect(throws: JSONReader.Malformed.self) { try JSONReader.read(text.utf8) }
    }

    @Test func refusesBadUTF8AndDepth() {
        #expect(throws: JSONReader.Malformed.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONReader.Malformed.self) { try JSONReader.read(deep.utf8) }
    }

    /// Whatever the bytes, the reader returns; what it reads, it reads again from what is written.
    @Test func survivesGarbage() throws {
        var draw = SeededRandom(for: "JSONTests")
        let start = Array(#"{"a":[1.5e3,"x\u00e9",null,true],"b":{"c":-0}}"#.utf8)
        for _ in 0..<5_000 {
            var bytes = start
            for _ in 0...draw.below(4) { bytes[draw.below(bytes.count)] = UInt8(truncatingIfNeeded: draw.next()) }
            if let value = try? JSONReader.read(bytes) {
                #expect(try JSONReader.read(value.bytes) == value, "OY_SEED=\(draw.seed)")
            }
        }
    }

    @Test(arguments: [
        ("10000", 10_000), ("10000.0000", 10_000), ("1.0E+4", 10_000), ("1e4", 10_000), ("100e-2", 1), ("0.0", 0), ("-5", -5),
        ("0e99", 0), ("12.50e1", 125), ("9223372036854775807", Int.max),
    ])
    func wholeAmounts(text: String, rupiah: Int) {
        #expect(Amount(.number(text)) == .rupiah(rupiah))
    }

    @Test(arguments: ["0.5", "1e-1", "10000.0001", "9223372036854775808", "1e99", "1e999999999999"])
    func otherAmounts(text: String) {
        #expect(Amount(.number(text)) == .notWhole)
        #expect(Amount(.string("10000")) == .notANumber)
    }
}
