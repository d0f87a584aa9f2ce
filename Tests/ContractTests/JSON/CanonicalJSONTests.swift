import Contract
import Testing

@Suite struct CanonicalJSONTests {
    @Test(arguments: [
        (#"{"b":1,"a":[true,false,null,"x"]}"#, #"{"a":[true,false,null,"x"],"b":1}"#),
        (" { \"b\" : 1.50 , \"a\" : 1.0E+2 } ", #"{"a":100,"b":1.50}"#),
        (#"{"n":null,"o":{"z":1,"y":{}}}"#, #"{"o":{"y":{},"z":1}}"#),
        (#"["\u0041\/\n\u00e9"]"#, "[\"A/\\né\"]"), ("-0", "0"), ("-12.0", "-12"), ("null", "null"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("[]", "[]"),
    ])
    func oneForm(text: String, canonical: String) throws {
        #expect(String(decoding: try CanonicalJSON.bytes(of: Array(text.utf8)), as: UTF8.self) == canonical)
    }

    @Test(arguments: [#"{"a":1,"a":1}"#, #"{"a":1,"\u0061":1}"#, "", "{", "1 2", String(repeating: "[", count: 10_000)])
    func none(text: String) {
        #expect(throws: ContractError.self) { try CanonicalJSON.bytes(of: Array(text.utf8)) }
    }
}
