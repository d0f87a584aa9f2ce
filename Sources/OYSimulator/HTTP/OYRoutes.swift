import HTTPTypes
import Hummingbird
import NIOCore

/// The seventeen documented endpoints, and the two paths that the documentation gives for one of them.
struct OYRoutes: Sendable {
    let backend: Backend
    let credentials: Credentials

    func add(to router: some RouterMethods<BasicRequestContext>) {
        on(router, .post, "/api/inquiry") { .inquiry($0.body) }
        on(router, .post, "/api/remit") { .remit($0.body) }
        on(router, .post, "/api/remit-status") { .remitStatus($0.body) }
        on(router, .get, "/api/balance") { _ in .balance }

        on(router, .post, "/api/generate-static-va") { .createVirtualAccount($0.body) }
        on(router, .get, "/api/static-virtual-account") { .listVirtualAccounts(query: $0.query) }
        on(router, .get, "/api/static-virtual-account/:id") { .getVirtualAccount(id: $0.id) }
        on(router, .put, "/api/static-virtual-account/:id") { .updateVirtualAccount(id: $0.id, $0.body) }
        on(router, .get, "/api/va-tx-history/:id") { .virtualAccountHistory(id: $0.id, query: $0.query) }

        on(router, .post, "/api/kyc/id-card") { .verifyIDCard($0.body) }
        // The sample posts to the id card's path, the reference line has this one.
        on(router, .post, "/kyc/phone-number") { .verifyPhoneNumber($0.body) }
        on(router, .post, "/api/kyc/phone-number") { .verifyPhoneNumber($0.body) }

        on(router, .get, "/api/ibank/services") { _ in .listBankServices }
        on(router, .post, "/api/ibank/login") { .connectBank($0.body) }
        on(router, .get, "/api/ibank/:id/accounts") { .listAccounts(connection: $0.id) }
        on(router, .put, "/api/ibank/:id/update") { .refreshAccounts(connection: $0.id) }
        on(router, .get, "/api/accounts/:id/balance") { .accountBalance(id: $0.id) }
        // The sample has "accounts", the reference line "account".
        on(router, .get, "/api/accounts/:id/mutations") { .listMutations(id: $0.id, query: $0.query) }
        on(router, .get, "/api/account/:id/mutations") { .listMutations(id: $0.id, query: $0.query) }
    }

    /// What of a request the calls are made from.
    private struct Parts {
        var id: String
        var query: [String: String]
        var body: JSON
    }

    private func on(
        _ router: some RouterMethods<BasicRequestContext>, _ method: HTTPRequest.Method, _ path: RouterPath,
        _ call: @escaping @Sendable (Parts) -> Books.Call
    ) {
        router.on(path, method: method) { request, context in
            // OY! decides about the caller before it looks at what is asked.
            let body = try await request.body.collect(upTo: Limits.requestBodyBytes)
            if let refusal = credentials.verdict(on: request.headers) { return Response(refusal.answer) }
            let parts = Parts(
                id: RequestTarget.decoded(context.parameters.get("id") ?? ""),
                query: RequestTarget(request.uri.string, prefix: "").query,
                body: (try? JSONReader.read(body.readableBytesView)) ?? .null)
            return Response(backend.answer(call(parts)))
        }
    }
}

extension Response {
    /// A JSON answer. The classic endpoints say 200 even for rejections: the business code decides.
    init(_ json: JSON, status: HTTPResponse.Status = .ok) {
        let body = ByteBuffer(bytes: json.bytes)
        self.init(
            status: status,
            headers: [.contentType: "application/json", .contentLength: "\(body.readableBytes)"],
            body: ResponseBody(byteBuffer: body))
    }
}
