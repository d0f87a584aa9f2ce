import Contract

/// Single questions to OY! about virtual accounts, through the same retries, circuit and budget as every other call. Nil answers
/// are "not found".
struct BookQuestions: Sendable {
    private let calls: UpstreamCalls
    private let account: Endpoint
    private let list: Endpoint
    private let history: Endpoint

    init(calls: UpstreamCalls, endpoints: EndpointTable) {
        self.calls = calls
        account = endpoints[.getVirtualAccount]
        list = endpoints[.listVirtualAccounts]
        history = endpoints[.listVirtualAccountTransactions]
    }

    func account(_ id: String, _ deadline: MonotonicInstant) async throws(BookGap) -> Message? {
        var request = Message(account.request)
        request.set("id", to: id)
        return try await ask(account, request, deadline)
    }

    func accounts(_ page: BookPage, _ deadline: MonotonicInstant) async throws(BookGap) -> Message? {
        var request = Message(list.request)
        try page.put(into: &request)
        return try await ask(list, request, deadline)
    }

    /// - Parameter id: the account's.
    func payments(into id: String, _ page: BookPage, _ deadline: MonotonicInstant) async throws(BookGap) -> Message? {
        var request = Message(history.request)
        request.set("id", to: id)
        try page.put(into: &request)
        return try await ask(history, request, deadline)
    }

    private func ask(
        _ endpoint: Endpoint, _ request: Message, _ deadline: MonotonicInstant
    ) async throws(BookGap) -> Message? {
        guard let http = try? endpoint.httpCall(for: request) else {
            throw .notSaid("OY!'s name of the account does not fit into a path")
        }
        // What is found out from here on would take another attempt's time, and be looked up again after the restart anyway.
        guard !Task.isCancelled else { throw .notAsked("the gateway is stopping") }
        switch await calls.call(endpoint, http, deadline: deadline).result {
        case .success(let answer): return answer
        case .failure(let error) where error.code == .notFound: return nil
        case .failure(let error) where error.isAboutTheQuestion: throw .notSaid(error.reason)
        case .failure(let error): throw .notAsked(error.reason)
        }
    }
}

extension RPCError {
    /// Whether OY! answered, and its answer is about what was asked and not about OY! or the gateway.
    fileprivate var isAboutTheQuestion: Bool {
        switch code {
        // A success that lacks what it must have may come again and again.
        case .unavailable: metadata["oy_code"] == OYCode.completed.rawValue
        case .deadlineExceeded, .resourceExhausted, .aborted, .cancelled: false
        default: reason != Reason.upstreamCredentialsRejected
        }
    }
}
