public import Gateway

/// A ledger in memory that fails when told to, and can be held while it commits. What it answers and refuses is what the real one does:
/// LedgerTests ask both the same (`FakeLedgerAgreementTests`).
public final class FakeLedger: Ledger {
    public struct State: Sendable {
        public var payouts: [String: Payout] = [:]
        public var entries: [AuditEntry] = []
        public var commits = 0
        public var isBroken = false
        /// Reads succeed, and commits fail.
        public var isReadOnly = false
        /// What would begin something new is refused for load.
        public var isOverloaded = false
        /// The last one of each caller and account.
        public internal(set) var confirmations: [AccountConfirmation] = []
        public var events = FakeEvents()
    }

    public let state = Observed(State())
    /// Notifies after each commit.
    public let written = Notifier()
    /// Payouts, or events, in one page, and events that one page is looked for among.
    let pageSize: Int
    let eventSpan: Int
    /// Awaited within each commit; nil lets it pass.
    private let hold: (@Sendable (LedgerChange) async -> Void)?
    /// Awaited before what was counted is told.
    let holdCount: (@Sendable () async -> Void)?

    public init(
        pageSize: Int = 1_000, eventSpan: Int = 4_096, hold: (@Sendable (LedgerChange) async -> Void)? = nil,
        holdCount: (@Sendable () async -> Void)? = nil
    ) {
        self.pageSize = pageSize
        self.eventSpan = eventSpan
        self.hold = hold
        self.holdCount = holdCount
    }

    public var isBroken: Bool {
        get { state.value.isBroken }
        set { state.update { $0.isBroken = newValue } }
    }

    /// Reads succeed, and commits fail.
    public var isReadOnly: Bool {
        get { state.value.isReadOnly }
        set { state.update { $0.isReadOnly = newValue } }
    }

    /// The trail, in order.
    public var entries: [AuditEntry] { state.value.entries }

    /// The alarms that were written down, in order.
    public var alarms: [String] { entries.filter { $0.kind == .alarm }.compactMap(\.outcome?.code) }

    /// A payout as it came to be on disk before the test began, or behind the gateway's back: no event tells of it.
    public subscript(id: String) -> Payout? {
        get { state.value.payouts[id] }
        set {
            if let newValue, let flaw = newValue.flaw { preconditionFailure("no ledger holds \(id) like that: \(flaw)") }
            state.update { $0.payouts[id] = newValue }
        }
    }

    /// Returns when the payout is on disk like that.
    public func until(_ id: String, _ condition: @escaping @Sendable (Payout) -> Bool) async throws {
        try await state.wait(for: "a change of \(id) in the ledger") { $0.payouts[id].map(condition) ?? false }
    }

    public func commit(_ change: LedgerChange) async throws(LedgerError) {
        await hold?(change)
        if let refusal = state.update({ $0.write(change) }) { throw refusal }
        written.notify()
    }

    public func note(_ entry: AuditEntry) {
        state.update { if !$0.isBroken, !$0.isReadOnly { $0.entries.append(entry) } }
    }
}
