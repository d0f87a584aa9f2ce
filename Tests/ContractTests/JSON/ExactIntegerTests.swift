import Contract
import Testing

/// Amounts, as OY! writes them: exact, whole, nothing through floating point.
@Suite struct ExactIntegerTests {
    @Test(arguments: [
        ("10000", 10000), ("10000.0000", 10000), ("1.0E+4", 10000), (#""10000""#, 10000), (#""10000.00""#, 10000),
        (#""1.0E+4""#, 10000), ("0", 0), ("-0", 0), ("0.000", 0), ("0e9999", 0), ("-1", -1), ("1e0", 1), ("1E18", 1_000_000_000_000_000_000),
        ("1000e-3", 1), ("100.00e1", 1000), ("12.50e1", 125), ("0.0012e4", 12), ("120e-1", 12), ("1.5e1", 15),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("9223372036854775807.000", Int64.max),
        ("922337203685477580.7e1", Int64.max), ("9007199254740993", 9_007_199_254_740_993), ("1.0000000000000000000000000000000", 1),
        ("100000000000000000000e-2", 1_000_000_000_000_000_000), ("150091892829299", 150_091_892_829_299),
    ])
    func `whole numbers are read exactly`(_ json: String, _ value: Int64) throws {
        let balance = try message("GetBalanceResponse", #"{"balance":\#(json)}"#)
        #expect(balance.integer("balance") == value)
    }

    @Test(arguments: [
        ("10000.5", .fraction), ("0.1", .fraction), ("1e-1", .fraction), ("-0.5", .fraction), (#""1.5""#, .fraction),
        ("1.00000000000000000000000000001", .fraction), ("1e-9999", .fraction),
        ("9223372036854775808", .outOfRange), ("-9223372036854775809", .outOfRange), ("1e19", .outOfRange),
        ("1e9999", .outOfRange), ("1e10000", .outOfRange), ("1e-10000", .outOfRange), ("1e99999999999999999999", .outOfRange),
        ("18446744073709551616", .outOfRange), ("99999999999999999999999999999999999999", .outOfRange),
        ("0e10000", .outOfRange),
        ("true", .wrongType), ("[]", .wrongType), ("{}", .wrongType), (#""""#, .wrongType), (#"" 1""#, .wrongType),
        (#""1 ""#, .wrongType), (#""+1""#, .wrongType), (#""01""#, .wrongType), (#""1e""#, .wrongType), (#""abc""#, .wrongType),
        (#""0x10""#, .wrongType), (#""\u0031""#, .wrongType), (#""NaN""#, .wrongType),
        ("01", .malformed), ("+1", .malformed), ("1.", .malformed), (".5", .malformed), ("1e", .malformed), ("1e+", .malformed),
        ("-", .malformed), ("0x10", .malformed), ("NaN", .wrongType), ("Infinity", .malformed), ("1_000", .malformed),
        (String(repeating: "1", count: 129), .tooLarge), ("\"" + String(repeating: "1", count: 129) + "\"", .tooLarge),
    ] as [(String, ContractError.Kind)])
    func `what is no whole number in range is an error`(_ json: String, _ kind: ContractError.Kind) {
        let error = jsonError("GetBalanceResponse", #"{"balance":\#(json)}"#)
        // A value that is not JSON at all is malformed, whatever type was wanted.
        let expected = json == "NaN" ? ContractError.Kind.malformed : kind
        #expect(error?.kind == expected, "\(json): \(error?.description ?? "read")")
        #expect(error?.field == "balance" || expected == .malformed)
        #expect(error?.description.contains(json) != true || json.count < 3)
    }

    @Test(arguments: [
        ("balance_flow", "2147483647", true), ("balance_flow", "2147483648", false), ("balance_flow", "-2147483648", true),
        ("balance_flow", "-2147483649", false),
    ])
    func `a narrow number has its own range`(_ field: String, _ json: String, _ fits: Bool) {
        let error = jsonError("Mutation", #"{"\#(field)":\#(json)}"#)
        #expect((error == nil) == fits)
    }

    @Test(arguments: [("0", true), ("4294967295", true), ("4294967296", false), ("-1", false), ("-0", true)])
    func `an unsigned number is not negative`(_ json: String, _ fits: Bool) {
        #expect((jsonError("WhoAmIResponse", #"{"uid":\#(json)}"#) == nil) == fits)
    }

    @Test(arguments: [
        ("18446744073709551615", true), ("18446744073709551616", false), ("-1", false), ("1844674407370955161.5e1", true),
    ])
    func `an unsigned 64-bit number has all of its bits`(_ json: String, _ fits: Bool) throws {
        #expect((jsonError("google.protobuf.UInt64Value", #"{"value":\#(json)}"#) == nil) == fits)
        guard fits else { return }
        let value = try message("google.protobuf.UInt64Value", #"{"value":\#(json)}"#)
        #expect(text(value.json()) == #"{"value":18446744073709551615}"#)
    }
}
