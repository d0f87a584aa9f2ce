import Testing

/// What a ledger is asked, step by step.
struct LedgerScenario: Sendable, CustomTestStringConvertible {
    let name: String
    let pageSize: Int
    let eventSpan: Int
    let steps: @Sendable (LedgerInterview) async throws -> Void

    /// - Parameters:
    ///   - pageSize, eventSpan: the ledger's bounds.
    init(
        _ name: String, pageSize: Int = 1_000, eventSpan: Int = 4_096,
        _ steps: @escaping @Sendable (LedgerInterview) async throws -> Void
    ) {
        self.name = name
        self.pageSize = pageSize
        self.eventSpan = eventSpan
        self.steps = steps
    }

    var testDescription: String { name }
}
