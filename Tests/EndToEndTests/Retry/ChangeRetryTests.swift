import Contract
import Testing
import TTRPC

/// A call that changes something, and can't be told apart from a second one like it, is sent again only where OY! surely
/// did not act on it.
@Suite(.serialized, .stage, .showsPrograms)
struct ChangeRetryTests: StagedSuite {
    private static let rpc = "CreateVirtualAccount"

    private func request(_ user: String) -> JSONValue {
        ["partner_user_id": .string(user), "bank_code": "002", "amount": 500000]
    }

    /// How many virtual accounts OY! has made for a user.
    private func created(for user: String) async throws -> Int {
        guard case .array(let accounts) = try await control.virtualAccounts()["virtual_accounts"] ?? .null else {
            throw JSONValue.Malformed(text: "no virtual accounts")
        }
        return accounts.count { $0["partner_user_id"]?.string == user }
    }

    @Test(arguments: [
        ("close_after_processing", 1), ("close_mid_answer", 1), ("cut_json", 1), ("empty_body", 1),
        ("close_before_reading", 0), ("close_before_processing", 0),
    ])
    func `no usable answer: it is not sent again, and the caller is told to look`(kind: String, created: Int) async throws {
        let mark = try await control.mark()
        try await control.fault(["kind": .string(kind), "path": "/api/generate-static-va"])

        let error = try await gateway.refusal(Self.rpc, request("user-\(kind)"))

        #expect(error.code == .aborted)
        #expect(error.reason == "OUTCOME_UNKNOWN")
        #expect(error.metadata["attempts"] == "1")
        // The call behind it is the next thing that OY! hears.
        try await gateway.call("GetBalance")
        let requests = try await control.requests(after: mark, count: 2)
        #expect(requests.map(\.target) == ["/api/generate-static-va", "/api/balance"])
        #expect(try await self.created(for: "user-\(kind)") == created)
    }

    @Test(arguments: [["kind": "status", "status": 429], ["kind": "code", "code": "429"]] as [JSONValue])
    func `OY! says that it did not act: it is sent again`(_ fault: JSONValue) async throws {
        try await gateway.earnRetries()
        let mark = try await control.mark()
        try await control.fault(fault.with("path", "/api/generate-static-va"))
        let user = "user-429-\(fault["kind"]?.string ?? "")"
        try await gateway.call(Self.rpc, request(user))
        #expect(try await control.requests(after: mark, count: 2).count == 2)
        #expect(try await created(for: user) == 1)
    }

    @Test func `the connection is refused: it is sent again, and was never there`() async throws {
        try await gateway.earnRetries()
        let fault = try await control.fault(["kind": "refuse", "forever": true])
        // The daemon has noticed that its connections are gone.
        _ = try await gateway.refusal("GetBalance")
        let mark = try await control.mark()
        let error = try await gateway.refusal(Self.rpc, request("user-refused"))
        #expect(error.code == .unavailable)
        #expect(error.metadata["attempts"] == "4")
        try await control.removeFault(fault)

        try await gateway.call(Self.rpc, request("user-refused"))
        #expect(try await control.requests(after: mark).count == 1)
        #expect(try await created(for: "user-refused") == 1)
    }

    /// An update is the same twice.
    @Test(arguments: ["close_after_processing", "cut_json", "status"])
    func `an update is sent again whatever happened`(kind: String) async throws {
        try await gateway.earnRetries()
        let made = try await gateway.call(Self.rpc, request("user-update-\(kind)"))
        let id = JSONValue.string(made.string("id"))
        let mark = try await control.mark()
        try await control.fault(["kind": .string(kind), "path": "/api/static-virtual-account/*"])
        let answer = try await gateway.call("UpdateVirtualAccount", ["id": id, "amount": 70000])
        #expect(answer.integer("amount") == 70000)
        let requests = try await control.requests(after: mark, count: 2)
        #expect(requests.count == 2)
        #expect(requests.first?.body == requests.last?.body)
    }
}
