@testable import Contract
import Testing

@Suite struct EndpointTableTests {
    private let services = [
        LinkedService(
            name: "oy.v1.DisbursementService",
            methods: [("GetBalance", "oy.v1.GetBalanceRequest", "oy.v1.GetBalanceResponse")])
    ]
    private let rows = [
        EndpointRow(.getBalance, kind: .unary, resend: .always, verb: .get, template: "/api/balance")
    ]

    private func error(
        _ rows: [EndpointRow], _ services: [LinkedService], catalog: SchemaCatalog = .shared, paths: [String: String] = [:]
    ) -> String? {
        do {
            _ = try EndpointTable(rows: rows, services: services, catalog: catalog, paths: paths)
            return nil
        } catch {
            return error.kind == .table ? error.description : "of another kind: \(error)"
        }
    }

    @Test func `rows and methods that fit each other are accepted`() {
        #expect(error(rows, services) == nil)
    }

    @Test func `a method without a row stops the start`() {
        #expect(error([], services) == "oy.v1.DisbursementService/GetBalance: the method has no row in the endpoint table")
    }

    @Test func `a row without a method stops the start`() {
        #expect(
            error(rows, []) == "oy.v1.DisbursementService/GetBalance: the endpoint table has a row without a method")
    }

    @Test func `two rows for one method stop the start`() {
        #expect(error(rows + rows, services)?.contains("row without a method") == true)
    }

    @Test func `a method whose message is not linked in stops the start`() {
        var services = services
        services[0].methods[0].input = "oy.v1.NoSuchRequest"
        #expect(error(rows, services)?.contains("not in the registry") == true)
    }

    @Test(arguments: [
        ("oy.v1.Bank: there are no rules for it", "oy.v1.Bank", nil),
        ("oy.v1.Bank: there is no rule for field 2", "oy.v1.Bank", [1]),
        ("oy.v1.Bank: there is a rule for field 3, but no such field", "oy.v1.Bank", [1, 2, 3]),
        ("oy.v1.Gone: there are rules for it, but no such message", "oy.v1.Gone", []),
    ] as [(String, String, [UInt32]?)])
    func `rules that do not fit the messages stop the start`(_ expected: String, _ name: String, _ numbers: [UInt32]?) {
        var rules = generatedRules.filter { $0.fullName != name }
        if let numbers {
            rules.append(MessageRules(name, fields: numbers.map { FieldRules($0, .public) }))
        }
        #expect(error(rows, services, catalog: SchemaCatalog(rules: rules)) == expected)
    }

    @Test func `all that is linked in is served`() {
        #expect(table.all.count == generatedEndpoints.count)
        #expect(table.hasService("grpc.health.v1.Health"))
        #expect(!table.hasService("oy.v1.Nothing"))
        for endpoint in table.all {
            #expect(table.endpoint(service: endpoint.service, method: endpoint.method) === endpoint)
            #expect(table[endpoint.rpc] === endpoint)
            #expect("\(endpoint.service)/\(endpoint.method)" == endpoint.fullName)
        }
    }

    @Test(arguments: [
        ("", ""), ("oy.v1.DisbursementService", ""), ("", "Remit"), ("oy.v1.DisbursementService", "remit"),
        ("oy.v1.DisbursementServic", "eRemit"), ("oy.v1.KycService", "Remit"), ("oy.v1.DisbursementService\0", "Remit"),
    ])
    func `what is not served is not found`(_ service: String, _ method: String) {
        #expect(table.endpoint(service: service, method: method) == nil)
    }

    /// README.md's table "RPCs".
    @Test(arguments: [
        ("DisbursementService/InquireAccount", .always, .standard, "POST /api/inquiry"),
        ("DisbursementService/Remit", .onlyIfSurelyUnsent, .standard, "POST /api/remit"),
        ("DisbursementService/GetRemitStatus", .always, .payoutStatus, "POST /api/remit-status"),
        ("DisbursementService/GetBalance", .always, .standard, "GET /api/balance"),
        ("VirtualAccountService/CreateVirtualAccount", .onlyIfSurelyUnsent, .standard, "POST /api/generate-static-va"),
        ("VirtualAccountService/GetVirtualAccount", .always, .standard, "GET /api/static-virtual-account/{id}"),
        ("VirtualAccountService/UpdateVirtualAccount", .idempotent, .standard, "PUT /api/static-virtual-account/{id}"),
        ("VirtualAccountService/ListVirtualAccounts", .always, .standard,
            "GET /api/static-virtual-account?offset={offset}&limit={limit}"),
        ("VirtualAccountService/ListVirtualAccountTransactions", .always, .standard,
            "GET /api/va-tx-history/{id}?offset={offset}&limit={limit}"),
        ("KycService/VerifyIdCard", .onlyIfSurelyUnsent, .kyc, "POST /api/kyc/id-card"),
        ("KycService/VerifyPhoneNumber", .onlyIfSurelyUnsent, .kyc, "POST /kyc/phone-number"),
        ("PfmService/ListBankServices", .always, .standard, "GET /api/ibank/services"),
        ("PfmService/ConnectBank", .onlyIfSurelyUnsent, .standard, "POST /api/ibank/login"),
        ("PfmService/ListAccounts", .always, .standard, "GET /api/ibank/{ibank_id}/accounts"),
        ("PfmService/GetAccountBalance", .always, .standard, "GET /api/accounts/{account_id}/balance"),
        ("PfmService/ListMutations", .always, .standard,
            "GET /api/accounts/{account_id}/mutations?startDate={start_date}&endDate={end_date}"),
        ("PfmService/RefreshAccounts", .idempotent, .standard, "PUT /api/ibank/{ibank_id}/update"),
    ] as [(String, Endpoint.Resend, Endpoint.Vocabulary, String)])
    func `each RPC goes where the README says`(
        _ name: String, _ resend: Endpoint.Resend, _ vocabulary: Endpoint.Vocabulary, _ route: String
    ) throws {
        let endpoint = endpoint(name)
        #expect(endpoint.fullName == "oy.v1.\(name)")
        #expect(endpoint.resend == resend)
        #expect(endpoint.vocabulary == vocabulary)
        #expect(endpoint.kind == .unary)
        let actual = try #require(endpoint.route)
        #expect("\(actual.verb.rawValue) \(actual.template)" == route)
    }

    @Test func `the gateway's own RPCs have no route`() {
        #expect(endpoint("GatewayService/WhoAmI").isLocal)
        #expect(table.endpoint(service: "grpc.health.v1.Health", method: "Watch")?.kind == .serverStreaming)
        #expect(table.endpoint(service: "grpc.health.v1.Health", method: "Check")?.kind == .unary)
    }

    @Test func `a configured path takes the place of the documented one`() throws {
        let table = try EndpointTable(paths: [
            "VerifyPhoneNumber": "/kyc/id-card", "oy.v1.PfmService/ListMutations": "/api/account/{account_id}/mutations",
        ])
        let verify = try #require(table.endpoint(service: "oy.v1.KycService", method: "VerifyPhoneNumber")?.route)
        #expect(verify.template == "/kyc/id-card")
        let list = try #require(table.endpoint(service: "oy.v1.PfmService", method: "ListMutations")?.route)
        #expect(list.template == "/api/account/{account_id}/mutations?startDate={start_date}&endDate={end_date}")
    }

    @Test(arguments: [
        ("Nothing", "/api", "a path is configured for it, but no such RPC goes to OY!"),
        ("WhoAmI", "/api", "a path is configured for it, but no such RPC goes to OY!"),
        ("GetVirtualAccount", "api/{id}", "must begin with /"),
        ("GetVirtualAccount", "", "must begin with /"),
        ("GetVirtualAccount", "/api/{nothing}", "names no field"),
        ("GetVirtualAccount", "/api", "has no place for the field id"),
        ("GetVirtualAccount", "/api/{id}/{id}", "has a field in it twice"),
        ("GetVirtualAccount", "/api/../{id}", "neither plain text nor one {field}"),
        ("GetVirtualAccount", "/api//{id}", "neither plain text nor one {field}"),
        ("GetVirtualAccount", "/api/x{id}", "neither plain text nor one {field}"),
        ("GetVirtualAccount", "/api/a b/{id}", "neither plain text nor one {field}"),
        ("GetVirtualAccount", "/api/{id}?x", "not of the form name={field}"),
        ("GetVirtualAccount", "/api/{id}\r\nX-Evil: 1", "names no field"),
        ("InquireAccount", "/api/{recipient_account}", "must not stand in a URL"),
        ("UpdateVirtualAccount", "/api/{id}/{is_open}", "no plain string, number or bool"),
    ])
    func `a configured path that can't be used stops the start`(_ name: String, _ path: String, _ expected: String) {
        let error = error(generatedEndpoints, linkedServices, paths: [name: path])
        #expect(error?.contains(expected) == true, "\(error ?? "no error")")
        #expect(error?.contains(name) == true)
    }

    /// A Remit that goes to remit-status would answer with another payout's state.
    @Test(arguments: [
        ("Remit", "/api/remit-status", "the route POST /api/remit-status is that of"), ("UpdateVirtualAccount", "/api/x/{id}", nil),
        ("GetVirtualAccount", "/api/va-tx-history/{id}", "the route GET /api/va-tx-history/{} is that of"),
        // Another verb.
        ("GetBalance", "/api/remit", nil),
    ] as [(String, String, String?)])
    func `two RPCs can't have one route, by configuration neither`(_ name: String, _ path: String, _ expected: String?) {
        let error = error(generatedEndpoints, linkedServices, paths: [name: path])
        #expect((error == nil) == (expected == nil) && error?.contains(expected ?? "") != false, "\(error ?? "no error")")
    }

    private var linkedServices: [LinkedService] {
        Dictionary(grouping: table.all, by: \.service).map { name, endpoints in
            LinkedService(
                name: name, methods: endpoints.map { ($0.method, $0.request.fullName, $0.response.fullName) })
        }
    }
}
