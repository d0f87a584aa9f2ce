@testable import Contract
import TestSupport
import Testing

/// What is JSON and what is not (RFC 8259), wherever it stands: here in a member that nobody knows.
@Suite struct JSONGrammarTests {
    private func kind(_ bytes: [UInt8]) -> ContractError.Kind? {
        jsonError("Status", Array(#"{"x":"#.utf8) + bytes + Array("}".utf8), mode: .answer)?.kind
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "-1.5e-7", "1E+9", #""""#, #""a""#, "[]", "{}", "[1,[2,[3]]]", #"{"a":{"b":[]}}"#,
        " \t\r\n1 \t\r\n", #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#, "\"\u{7F}é\u{1F600}\"", "[ ]", "{ }", #"{"a":1,"a":2}"#,
        #""\u0000""#, #"{"":0}"#,
    ])
    func `this is JSON`(_ json: String) {
        #expect(kind(Array(json.utf8)) == nil)
    }

    @Test(arguments: [
        "", "nul", "nulll", "True", "tru", "'a'", "undefined", "[1,]", "[,1]", "[1 2]", "[", "]", "{,}", #"{"a"}"#, #"{"a":}"#,
        #"{"a":1,}"#, "{a:1}", "{1:1}", #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"""#, #""\""#, #""\x""#, #""\u12""#, #""\u12G4""#, "\"\n\"",
        "\"\t\"", "\"\u{0}\"", "01", "-", "-a", "1.", ".1", "1e", "1e+", "1.e1", "+1", "--1", "1 1", "// c\n1", "/**/1", "1,", "#",
        "\u{FEFF}1", "\u{A0}1", #""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#, #""\ude00\ud83d""#, "1x",
        "1.5.5", "truefalse", "[1}", #"{"a":1]"#,
    ])
    func `this is not JSON`(_ json: String) {
        #expect(kind(Array(json.utf8)) == .malformed)
    }

    @Test(arguments: [
        "80", "C0 80", "C1 BF", "E0 80 80", "E0 9F BF", "ED A0 80", "ED BF BF", "F0 80 80 80", "F0 8F BF BF", "F4 90 80 80",
        "F5 80 80 80", "FF", "FE", "C3", "E2 82", "F0 9F 98", "C3 28", "E2 28 A1", "F0 28 8C BC", "61 80 61",
    ])
    func `a string that is not UTF-8 is refused`(_ bytes: String) {
        let string = [UInt8(ascii: "\"")] + Hex.bytes(bytes) + [UInt8(ascii: "\"")]
        #expect(kind(string) == .notUTF8)
        // Wherever the string's bytes stand in a word of eight.
        for shift in 1..<16 {
            let padded = [UInt8(ascii: "\"")] + [UInt8](repeating: 0x61, count: shift) + string.dropFirst()
            #expect(kind(padded) == .notUTF8)
        }
    }

    @Test(arguments: ["C2 80", "DF BF", "E0 A0 80", "ED 9F BF", "EE 80 80", "EF BF BF", "F0 90 80 80", "F4 8F BF BF", "7F"])
    func `a string at the edges of UTF-8 is read`(_ bytes: String) throws {
        for shift in 0..<16 {
            let content = [UInt8](repeating: 0x61, count: shift) + Hex.bytes(bytes)
            let json = Array(#"{"code":""#.utf8) + content + Array(#""}"#.utf8)
            let status = try Message(json: json, as: schema("Status"))
            #expect(Array(status.string("code").utf8) == content)
        }
    }

    /// The eight-at-a-time scan must stop at each byte that matters, wherever it stands.
    @Test func `every byte is found at every place of a word`() {
        for byte in UInt8(0)...255 {
            for place in 0..<17 {
                var content = [UInt8](repeating: 0x20, count: 17)
                content[place] = byte
                let isPlain = byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                let error = kind([UInt8(ascii: "\"")] + content + [UInt8(ascii: "\"")])
                #expect((error == nil) == isPlain, "byte \(byte) at \(place)")
            }
        }
    }

    @Test(arguments: ["1", #""a""#, "[]", "null", "true", "", " ", "{}{}", "{} x", "{},", "\u{FEFF}{}"])
    func `a message is one object and nothing else`(_ json: String) {
        #expect(jsonError("Status", json) != nil)
    }

    @Test func `depth has a limit`() {
        // One level is the message itself.
        let most = Limits.jsonDepth - 1
        #expect(kind(Array((String(repeating: "[", count: most) + String(repeating: "]", count: most)).utf8)) == nil)
        #expect(kind([UInt8](repeating: UInt8(ascii: "["), count: most + 1)) == .tooDeep)
        #expect(kind(Array(String(repeating: #"{"a":"#, count: 100_000).utf8)) == .tooDeep)
    }

    @Test func `size has a limit`() {
        let open = Array(#"{"code":""#.utf8)
        let close = Array(#""}"#.utf8)
        let room = Limits.jsonBytes - open.count - close.count
        let most = open + [UInt8](repeating: 0x61, count: room) + close
        #expect(jsonError("Status", most) == nil)
        #expect(jsonError("Status", most + [0x20])?.kind == .tooLarge)
        #expect(kind(Array(String(repeating: "9", count: Limits.jsonNumberBytes).utf8)) == nil)
        #expect(kind(Array(String(repeating: "9", count: Limits.jsonNumberBytes + 1).utf8)) == .tooLarge)
    }

    @Test func `elements have a limit`() throws {
        func list(_ count: Int) -> String {
            #"{"methods":["# + [String](repeating: #""1""#, count: count).joined(separator: ",") + "]}"
        }
        #expect(try message("WhoAmIResponse", list(Limits.jsonElements)).count("methods") == Limits.jsonElements)
        #expect(jsonError("WhoAmIResponse", list(Limits.jsonElements + 1))?.kind == .tooLarge)
    }
}
