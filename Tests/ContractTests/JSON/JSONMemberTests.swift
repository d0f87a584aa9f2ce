import Contract
import Testing

@Suite struct JSONMemberTests {
    @Test(arguments: [
        (#"{"a":"x"}"#, "x"), (#"{"b":{"a":"y"},"c":["a"],"a":"x"}"#, "x"), (#"{"\u0061":"\u0078"}"#, "x"), (#"{"a":""}"#, ""),
        (#"{"A":"x"}"#, nil), ("{}", nil), ("", nil), ("[", nil), (#"{"a":"x"#, nil),
        (#"{"a":"x\u0000"}"#, nil), (#"["a","x"]"#, nil),
    ])
    func `a member's string is found`(json: String, expected: String?) {
        #expect(JSONMember.string("a", of: Array(json.utf8)) == expected)
        #expect(JSONMember.soleString("a", of: Array(json.utf8)) == expected)
    }

    @Test(arguments: [(#"{"a":17}"#, "17"), (#"{"b":1,"a":-1.50}"#, "-1.50"), (#"{"a":null}"#, nil), (#"{"a":[1]}"#, nil), (#"{"a":1,"a":1}"#, nil)])
    func `of an answer a number is taken as its text`(json: String, expected: String?) {
        #expect(JSONMember.soleString("a", of: Array(json.utf8)) == expected)
        #expect(JSONMember.string("a", of: Array(json.utf8)) == nil)
    }

    @Test(arguments: [
        #"{"a":"x","a":"x"}"#, #"{"a":1,"a":"x"}"#, #"{"a":"x","a":null}"#, #"{"a":"x"} "b""#, #"{"a":"x",}"#, #"{"a":"x","b":01}"#,
    ])
    func `of an answer it counts only if the rest is sound, too`(json: String) {
        #expect(JSONMember.string("a", of: Array(json.utf8)) == "x" || json.hasPrefix(#"{"a":1"#))
        #expect(JSONMember.soleString("a", of: Array(json.utf8)) == nil)
    }
}
