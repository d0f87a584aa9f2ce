import Testing
import TTRPC

/// Requests whose bytes are wrong: what libprotobuf-c would cut short, skip or let through is refused before.
@Suite(.serialized, .stage, .showsPrograms)
struct RefusedBytesTests: StagedSuite {
    /// A request's bytes, and the field that is named; empty where it is none in particular.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let rpc: String
        let bytes: [UInt8]
        let field: String

        init(_ name: String, _ rpc: String, _ bytes: [UInt8], field: String) {
            self.name = name
            self.rpc = rpc
            self.bytes = bytes
            self.field = field
        }

        var testDescription: String { name }
    }

    private static let bank = WireBytes.string(1, "014")
    private static let remit =
        bank + WireBytes.string(2, "1239812390") + WireBytes.integer(3, 100) + WireBytes.string(5, "bad-bytes-1")

    static let cases: [Case] = [
        Case("bad UTF-8", "InquireAccount", bank + WireBytes.bytes(2, [0x31, 0xFF]), field: "recipient_account"),
        Case("an overlong slash", "InquireAccount", bank + WireBytes.bytes(2, [0xC0, 0xAF]), field: "recipient_account"),
        Case("half a surrogate pair", "InquireAccount", bank + WireBytes.bytes(2, [0xED, 0xA0, 0x80]), field: "recipient_account"),
        Case("a NUL in an account", "InquireAccount", bank + WireBytes.bytes(2, [0x31, 0x00, 0x32]), field: "recipient_account"),
        Case("a NUL in a payout's name", "Remit", remit.dropLast() + [0], field: "partner_trx_id"),
        Case("a NUL in an id", "GetVirtualAccount", WireBytes.bytes(1, [0x31, 0x00]), field: "id"),
        Case("an unknown field in a payout", "Remit", remit + WireBytes.integer(15, 1), field: ""),
    ]

    @Test(arguments: cases)
    func `a field holds what no field may hold`(_ wrong: Case) async throws {
        let error = try await expectNothingSent { try await gateway.refusal(wrong.rpc, bytes: wrong.bytes) }
        #expect(error.code == .invalidArgument)
        #expect(error.reason == "INVALID_REQUEST")
        #expect(error.metadata["field"] == (wrong.field.isEmpty ? nil : wrong.field))
        #expect(error.violations.keys.sorted() == [wrong.field])
    }

    @Test(arguments: [
        [0x0A], [0x0A, 0x05, 0x31], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x08, 0x01], [0x0B], [0x0F, 0x00], [0x00], [0x07, 0x01],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], Array(repeating: 0xFF, count: 64),
    ] as [[UInt8]])
    func `a payload is not the method's message`(_ bytes: [UInt8]) async throws {
        let error = try await expectNothingSent { try await gateway.refusal("InquireAccount", bytes: bytes) }
        #expect(error.code == .invalidArgument)
        #expect(error.reason == "INVALID_REQUEST")
    }

    /// A caller may be newer than the gateway, where no money moves.
    @Test func `an unknown field in a read is let pass`() async throws {
        try await gateway.call("GetBalance", bytes: WireBytes.integer(15, 1))
    }

    @Test(arguments: [
        ("oy.v1.DisbursementService", "Pay"), ("oy.v1.DisbursementService", ""), ("oy.v1.Disbursement", "Remit"),
        ("", "Remit"), ("oy.v1.DisbursementService", "remit"), ("oy.v1.DisbursementService/Remit", ""),
        ("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo"), ("\u{1F4A5}", "Remit"),
    ])
    func `the method or service is unknown`(service: String, method: String) async throws {
        let error = try await expectNothingSent {
            try #require(await #expect(throws: RPCFailure.self) { try await gateway.raw(service, method) })
        }
        #expect(error.code == .unimplemented)
        #expect(error.reason == "METHOD_UNKNOWN")
    }
}
