/// Writes down the virtual accounts that answers of OY!'s have named. Nobody waits for it: what is lost in a crash is found again in OY!'s list.
public final class AccountWriter: Sendable {
    private let cache: AccountCache
    private let ledger: any EventLedger
    private let clock: any Timekeeper
    private let ledgerFailed: @Sendable (LedgerError) -> Void

    /// - Parameter ledgerFailed: hears of it where they could not be written; they are tried again.
    public init(
        cache: AccountCache, ledger: any EventLedger, clock: any Timekeeper, ledgerFailed: @escaping @Sendable (LedgerError) -> Void
    ) {
        self.cache = cache
        self.ledger = ledger
        self.clock = clock
        self.ledgerFailed = ledgerFailed
    }

    /// Writes down what went by, now and then, until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do throws(LedgerError) {
                try await writeOnce()
            } catch {
                ledgerFailed(error)
            }
            try? await clock.sleep(until: clock.now.advanced(by: EventLimits.accountPause))
        }
    }

    func writeOnce() async throws(LedgerError) {
        while true {
            let accounts = cache.next()
            guard !accounts.isEmpty else { return }
            try await ledger.commit(LedgerChange(entries: [], events: [.remember(accounts, at: clock.wallNow)]))
            cache.wrote(accounts)
        }
    }
}
