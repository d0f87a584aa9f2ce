@testable import Contract
import TestSupport
import Testing

/// Protobuf bytes as they come in: what libprotobuf-c would cut short, let through or refuse without a word.
@Suite struct WireScanTests {
    @Test(arguments: [
        // RemitRequest: 1 recipient_bank, 3 amount. Field 7 does not exist, and where money moves nothing is guessed.
        ("RemitRequest", "0A 03 30 31 34", nil, ""), ("RemitRequest", "", nil, ""),
        ("RemitRequest", "38 01", .unknownField, ""), ("RemitRequest", "0A 03 30 31 34 3A 01 61", .unknownField, ""),
        ("InquireAccountRequest", "38 01", nil, ""),
        // Strings: NUL, UTF-8.
        ("RemitRequest", "0A 03 30 00 34", .nulInString, "recipient_bank"), ("RemitRequest", "0A 01 00", .nulInString, "recipient_bank"),
        ("RemitRequest", "0A 02 C3 28", .notUTF8, "recipient_bank"), ("RemitRequest", "0A 03 ED A0 80", .notUTF8, "recipient_bank"),
        ("RemitRequest", "0A 04 F0 9F 98 80", nil, ""), ("RemitRequest", "0A 01 F0", .notUTF8, "recipient_bank"),
        // Wire types.
        ("RemitRequest", "08 01", .wrongType, "recipient_bank"), ("RemitRequest", "1A 01 61", .wrongType, "amount"),
        ("RemitRequest", "1D 01 00 00 00", .wrongType, "amount"), ("RemitRequest", "19 01 00 00 00 00 00 00 00", .wrongType, "amount"),
        // Cut short, or malformed.
        ("RemitRequest", "0A", .malformed, "recipient_bank"), ("RemitRequest", "0A 05 30", .malformed, "recipient_bank"),
        ("RemitRequest", "18", .malformed, "amount"), ("RemitRequest", "18 80", .malformed, "amount"),
        ("RemitRequest", "0A FF FF FF FF 0F", .malformed, "recipient_bank"), ("RemitRequest", "0A FF FF FF FF 7F", .malformed, "recipient_bank"),
        ("RemitRequest", "18 FF FF FF FF FF FF FF FF FF 01", nil, ""), ("RemitRequest", "18 FF FF FF FF FF FF FF FF FF 02", .malformed, "amount"),
        ("RemitRequest", "18 80 80 80 80 80 80 80 80 80 80 00", .malformed, "amount"),
        ("RemitRequest", "80", .malformed, ""), ("RemitRequest", "00 01", .malformed, ""), ("RemitRequest", "02 00", .malformed, ""),
        ("RemitRequest", "80 80 80 80 10 01", .malformed, ""), ("RemitRequest", "FF FF FF FF FF 01", .malformed, ""),
        ("InquireAccountRequest", "3B 3C", .malformed, ""), ("InquireAccountRequest", "3C", .malformed, ""),
        ("InquireAccountRequest", "3E", .malformed, ""), ("InquireAccountRequest", "3D 01 00 00", .malformed, ""),
        ("InquireAccountRequest", "39 01 00 00 00 00 00 00", .malformed, ""), ("InquireAccountRequest", "3A 7F 00", .malformed, ""),
        // Inside other messages.
        ("GetBalanceResponse", "0A 05 0A 03 30 00 30", .nulInString, "status.code"),
        ("GetBalanceResponse", "0A 04 0A 03 30 30", .malformed, "status.code"),
        ("ListAccountsResponse", "12 00 12 06 22 04 12 02 C3 28", .notUTF8, "data.bank.name"),
        ("WhoAmIResponse", "2A 01 61 2A 01 00", .nulInString, "methods"),
        // Bytes may hold anything.
        ("VerifyIdCardRequest", "22 03 00 FF C0", nil, ""),
    ] as [(String, String, ContractError.Kind?, String)])
    func `wire bytes are read or refused by their schema`(
        _ name: String, _ bytes: String, _ kind: ContractError.Kind?, _ field: String
    ) {
        let error = wireError(name, Hex.bytes(bytes))
        #expect(error?.kind == kind, "\(error?.description ?? "read")")
        #expect((error?.field ?? "") == field)
    }

    @Test func `a string with a NUL would have been cut short without this`() throws {
        // What libprotobuf-c alone makes of it.
        let base = Hex.bytes("0A 03 30 00 34").withUnsafeBytes { unpack($0, schema("RemitRequest")) }
        let cut = Message(owning: try #require(base), schema("RemitRequest"))
        #expect(cut.string("recipient_bank") == "0")
    }

    @Test func `a message has a size, and so many messages inside`() {
        let schema = schema("ListAccountsResponse")
        let inside = [UInt8](repeating: 0, count: Limits.messagesInMessage).flatMap { _ in [0x12, 0x00] as [UInt8] }
        #expect(wireError(schema.fullName, inside)?.kind == .tooLarge)
        #expect(wireError(schema.fullName, Array(inside.dropLast(2))) == nil)
        // 0A 80 80 80 02: a string of 4 MiB in field 1, which together are more.
        let long = Hex.bytes("0A FB FF FF 01") + [UInt8](repeating: 0x61, count: Limits.messageBytes - 5)
        #expect(wireError("InquireAccountRequest", long) == nil)
        #expect(wireError("InquireAccountRequest", long + [0])?.kind == .tooLarge)
    }

    @Test func `the last of two values counts, as protobuf says`() throws {
        let request = try Message(decoding: Hex.bytes("18 01 18 02"), as: schema("RemitRequest"))
        #expect(request.integer("amount") == 2)
    }
}
