/// Writing down the virtual accounts that answers of OY!'s have named. Nobody waits for it: what is lost in a crash is found
/// again in OY!'s list.
extension CallbackDesk {
    func remember() async {
        while !Task.isCancelled {
            do throws(LedgerError) {
                try await rememberOnce()
            } catch {
                observer.ledgerFailed(error)
            }
            try? await clock.sleep(until: clock.now.advanced(by: EventLimits.accountPause))
        }
    }

    func rememberOnce() async throws(LedgerError) {
        while true {
            let accounts = memory.next()
            guard !accounts.isEmpty else { return }
            try await ledger.commit(LedgerChange(entries: [], events: [.remember(accounts, at: clock.wallNow)]))
            memory.wrote(accounts)
        }
    }
}
