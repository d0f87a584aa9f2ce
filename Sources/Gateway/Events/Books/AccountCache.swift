public import Contract
import Synchronization

/// Catches the names of virtual accounts as they go by in OY!'s answers, whoever asked, so that a callback's account need
/// not be looked for in a list of all of them. `AccountWriter` writes them down.
public final class AccountCache: Sendable {
    private struct State {
        var waiting: Set<KnownAccount> = []
        var written: Set<KnownAccount> = []
    }

    private let state = Mutex(State())

    public init() {}

    /// An answer of OY!'s. Beyond a bound what goes by is let go: it can be looked for.
    public func saw(_ answer: Message, of endpoint: Endpoint) {
        guard endpoint.isOfVirtualAccounts else { return }
        let named = answer.schema.field("data")?.message == nil ? [answer] : answer.messages("data")
        let accounts = named.compactMap(KnownAccount.init)
        guard !accounts.isEmpty else { return }
        state.withLock { state in
            for account in accounts where state.waiting.count < EventLimits.waitingAccounts && !state.written.contains(account) {
                state.waiting.insert(account)
            }
        }
    }

    /// Those that are yet to be written down and have this number.
    func waiting(_ number: String) -> [KnownAccount] {
        state.withLock { state in state.waiting.filter { $0.number == number } }
    }

    /// Some that are yet to be written down.
    func next() -> [KnownAccount] {
        state.withLock { Array($0.waiting.prefix(EventLimits.accountBatch)) }
    }

    /// They are on disk.
    func wrote(_ accounts: [KnownAccount]) {
        state.withLock { state in
            state.waiting.subtract(accounts)
            if state.written.count + accounts.count > EventLimits.writtenAccounts { state.written = [] }
            state.written.formUnion(accounts)
        }
    }
}

extension KnownAccount {
    /// Nil where the message names no account and its number, or in more words than can be kept; a payment has a number too, and the `id` is its own.
    fileprivate init?(_ account: Message) {
        guard account.schema.field("va_number") != nil, account.schema.field("partner_user_id") != nil,
            let number = account.string("va_number").nonEmpty, let id = account.string("id").nonEmpty
        else { return nil }
        guard max(number.utf8.count, id.utf8.count) <= EventLimits.nameBytes else { return nil }
        self.init(number: number, id: id, partnerUserID: (try? account.name("partner_user_id")) ?? "")
    }
}
