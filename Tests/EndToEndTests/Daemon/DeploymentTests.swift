import Testing

/// The same API under another name: host, path prefix, header names and paths are configuration.
@Suite(.serialized, .showsPrograms, .stage(
    Stage.Plan(
        simulator: [
            "--path-prefix", "/staging/partner", "--username-header", "X-Username", "--api-key-header", "X-Partner-Key",
        ],
        daemon: { configuration in
            configuration.baseURL += "/staging/partner"
            configuration.upstream = [
                "username_header: X-Username", "api_key_header: X-Partner-Key",
                "paths: { ListMutations: \"/api/account/{account_id}/mutations\", VerifyPhoneNumber: /api/kyc/phone-number }",
            ]
        })))
struct DeploymentTests: StagedSuite {
    @Test func `the prefix is part of every path, and the headers have the configured names`() async throws {
        try await control.forgetRequests()
        try await gateway.call("GetBalance")
        try await gateway.call("InquireAccount", SampleCall.inquiry.request)
        let requests = try await control.requests(count: 2)
        #expect(requests.map(\.target) == ["/staging/partner/api/balance", "/staging/partner/api/inquiry"])
        for request in requests {
            #expect(request.values(of: "X-Username") == ["myuser"])
            #expect(request.values(of: "X-Partner-Key").count == 1)
            #expect(request.key_ok && !request.key_elsewhere)
            #expect(request.values(of: "X-OY-Username").isEmpty)
            #expect(request.values(of: "X-Api-Key").isEmpty)
        }
    }

    @Test func `a configured path takes the place of the documented one and keeps its query`() async throws {
        try await control.forgetRequests()
        let account: JSONValue = "12345-132131-13213-1312131"
        try await gateway.call("ListMutations", ["account_id": account, "start_date": "2020-01-01", "end_date": "2020-01-03"])
        try await gateway.call("VerifyPhoneNumber", ["name": "n", "address": "a", "nik": "3174012345670000", "phone_number": "+6281234567890"])
        #expect(
            try await control.requests(count: 2).map(\.target) == [
                "/staging/partner/api/account/12345-132131-13213-1312131/mutations?startDate=2020-01-01&endDate=2020-01-03",
                "/staging/partner/api/kyc/phone-number",
            ])
    }
}
