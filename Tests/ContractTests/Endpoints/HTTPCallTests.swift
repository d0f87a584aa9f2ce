@testable import Contract
import Testing

@Suite struct HTTPCallTests {
    private func target(id: String) throws(ContractError) -> String {
        var request = Message(schema("GetVirtualAccountRequest"))
        request.set("id", to: id)
        return try endpoint("VirtualAccountService/GetVirtualAccount").httpCall(for: request).target
    }

    @Test(arguments: [
        ("plain-._~09AZaz", "plain-._~09AZaz"), ("a/b", "a%2Fb"), ("../x", "..%2Fx"), ("a?b=c&d", "a%3Fb%3Dc%26d"),
        ("a#b", "a%23b"), ("a b", "a%20b"), ("a%2Fb", "a%252Fb"), ("a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201"),
        ("é", "%C3%A9"), ("\u{1F600}", "%F0%9F%98%80"), ("...", "..."), (".a", ".a"), ("\\", "%5C"), (";+", "%3B%2B"),
    ])
    func `an id never leaves its segment`(_ id: String, _ encoded: String) throws {
        #expect(try target(id: id) == "/api/static-virtual-account/\(encoded)")
    }

    @Test(arguments: ["", ".", ".."])
    func `an id that would change the path is refused`(_ id: String) {
        let error = #expect(throws: ContractError.self) { try target(id: id) }
        #expect(error?.kind == .pathSegment)
        #expect(error?.field == "id")
        var request = Message(schema("GetVirtualAccountRequest"))
        request.set("id", to: id)
        let violations = endpoint("VirtualAccountService/GetVirtualAccount").violations(of: request)
        #expect(violations.map(\.field) == ["id"])
    }

    @Test func `every byte that is not unreserved is encoded`() throws {
        for byte in UInt8(1)...127 {
            let id = "x" + String(Unicode.Scalar(byte))
            let target = try target(id: id).dropFirst("/api/static-virtual-account/".count)
            let allowed = target.utf8.allSatisfy { URLText.isUnreserved($0) || $0 == UInt8(ascii: "%") }
            #expect(allowed, "\(byte)")
        }
    }

    @Test(arguments: [
        ("{}", "?offset=0&limit=10"), (#"{"offset":20,"limit":5}"#, "?offset=20&limit=5"),
        (#"{"limit":2147483647}"#, "?offset=0&limit=2147483647"),
    ])
    func `query parameters have their documented defaults`(_ json: String, _ query: String) throws {
        let call = try endpoint("VirtualAccountService/ListVirtualAccounts")
            .httpCall(for: message("ListVirtualAccountsRequest", json))
        #expect(call.target == "/api/static-virtual-account" + query)
        #expect(call.body == nil)
        #expect(call.verb == .get)
    }

    @Test(arguments: [
        // What was not given is left out, and what was given as a wrapper is written, zero or not.
        (#"{"partner_user_id":"u","bank_code":"002"}"#, #"{"partner_user_id":"u","bank_code":"002"}"#),
        (#"{"partner_user_id":"u","bank_code":"002","is_open":false,"amount":1}"#,
            #"{"partner_user_id":"u","bank_code":"002","amount":1,"is_open":false}"#),
        (#"{"partner_user_id":"u","bank_code":"002","username_display":"a\"\\\n\u001f\u00e9"}"#,
            #"{"partner_user_id":"u","bank_code":"002","username_display":"a\"\\\n\u001fé"}"#),
    ])
    func `the body has what was given`(_ json: String, _ body: String) throws {
        let call = try endpoint("VirtualAccountService/CreateVirtualAccount")
            .httpCall(for: message("CreateVirtualAccountRequest", json))
        #expect(call.body.map(text) == body)
    }

    @Test func `fields of the path are not in the body, and defaults that are sent are`() throws {
        let call = try endpoint("VirtualAccountService/UpdateVirtualAccount")
            .httpCall(for: message("UpdateVirtualAccountRequest", #"{"id":"7","amount":0}"#))
        #expect(call.target == "/api/static-virtual-account/7")
        #expect(call.body.map(text) == #"{"amount":0,"is_single_use":false}"#)
    }

    @Test func `a PUT with nothing left for a body has none`() throws {
        let call = try endpoint("PfmService/RefreshAccounts").httpCall(for: message("RefreshAccountsRequest", #"{"ibank_id":"7"}"#))
        #expect(call == HTTPCall(verb: .put, target: "/api/ibank/7/update", body: nil))
    }

    @Test func `the same message is the same call, byte for byte`() throws {
        let json = #"{"recipient_bank":"014","recipient_account":"1","amount":1,"partner_trx_id":"a"}"#
        let remit = endpoint("DisbursementService/Remit")
        let first = try remit.httpCall(for: message("RemitRequest", json))
        let again = try remit.httpCall(for: Message(decoding: message("RemitRequest", json).encode(), as: remit.request))
        #expect(first == again)
        #expect(first.body.map(text) == json)
    }
}
