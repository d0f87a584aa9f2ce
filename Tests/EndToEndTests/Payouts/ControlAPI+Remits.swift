extension ControlAPI {
    /// The requests to pay under that name, in order.
    func remits(of id: String) async throws -> [RecordedRequest] {
        try await sent("/api/remit", about: id)
    }

    /// The questions about the payout of that name, in order.
    func questions(about id: String) async throws -> [RecordedRequest] {
        try await sent("/api/remit-status", about: id)
    }

    private func sent(_ path: String, about id: String) async throws -> [RecordedRequest] {
        try await requests().filter { $0.target.prefix { $0 != "?" } == path && $0.body.contains("\"\(id)\"") }
    }
}
