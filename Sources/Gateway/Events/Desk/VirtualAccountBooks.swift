import Contract
import Synchronization

/// Reads OY!'s books about virtual accounts, through the same retries, circuit and budget as every other call.
final class VirtualAccountBooks: Sendable {
    private let calls: UpstreamCalls
    private let list: Endpoint
    private let history: Endpoint
    private let clock: any Timekeeper
    /// OY!'s name and user of an account by its number: callbacks tell the number, OY!'s history wants the name. Only a first
    /// look relies on it: a number may belong to another account by now.
    private let known = Mutex<[String: BookedAccount]>([:])

    init(calls: UpstreamCalls, endpoints: EndpointTable, clock: any Timekeeper) {
        guard
            let list = endpoints.endpoint(service: "oy.v1.VirtualAccountService", method: "ListVirtualAccounts"),
            let history = endpoints.endpoint(
                service: "oy.v1.VirtualAccountService", method: "ListVirtualAccountTransactions")
        else { preconditionFailure("the contract has no virtual accounts") }
        self.calls = calls
        self.list = list
        self.history = history
        self.clock = clock
    }

    /// What the books say of the accounts with this number, their payments included.
    ///
    /// - Parameter isFirst: the first account that is known or found will do; otherwise the whole list is gone through.
    func accounts(numbered number: String, isFirst: Bool) async -> PaymentBelief.Books {
        let deadline = clock.now.advanced(by: EventLimits.lookTimeout)
        do throws(Unreadable) {
            var accounts = try await find(number, isFirst, deadline)
            for index in accounts.indices {
                accounts[index].payments = try await payments(into: accounts[index].id, deadline) ?? []
            }
            return .accounts(accounts)
        } catch {
            return .unreadable(error.cause)
        }
    }

    /// Pages through the accounts. Those that are passed on the way are remembered.
    private func find(
        _ number: String, _ isFirst: Bool, _ deadline: MonotonicInstant
    ) async throws(Unreadable) -> [BookedAccount] {
        if isFirst, let account = known.withLock({ $0[number] }) { return [account] }
        var found: [BookedAccount] = []
        var offset: Int64 = 0
        for _ in 0..<EventLimits.bookPages {
            var request = Message(list.request)
            request.set("offset", to: offset)
            request.set("limit", to: EventLimits.bookPage)
            guard let answer = try await ask(list, request, deadline) else { return found }
            let page = answer.messages("data")
            remember(page)
            found += page.filter { $0.string("va_number") == number }.map(BookedAccount.init)
            if isFirst, !found.isEmpty { return found }
            offset += Int64(page.count)
            guard !page.isEmpty, offset < answer.integer("total") else { return found }
        }
        throw Unreadable(cause: "OY! has more accounts than are looked through")
    }

    private func remember(_ page: [Message]) {
        known.withLock { known in
            if known.count + page.count > EventLimits.rememberedAccounts { known = [:] }
            for account in page {
                known[account.string("va_number")] = BookedAccount(account)
            }
        }
    }

    /// Nil where OY! does not know the account.
    private func payments(
        into id: String, _ deadline: MonotonicInstant
    ) async throws(Unreadable) -> [BookedPayment]? {
        var payments: [BookedPayment] = []
        for _ in 0..<EventLimits.bookPages {
            var request = Message(history.request)
            request.set("id", to: id)
            request.set("offset", to: Int64(payments.count))
            request.set("limit", to: EventLimits.bookPage)
            guard let answer = try await ask(history, request, deadline) else { return nil }
            let page = answer.messages("data")
            payments += page.map(BookedPayment.init)
            guard !page.isEmpty, Int64(payments.count) < answer.integer("number_of_transaction") else { return payments }
        }
        throw Unreadable(cause: "the account has more payments than are looked through")
    }

    /// Nil for "not found".
    private func ask(
        _ endpoint: Endpoint, _ request: Message, _ deadline: MonotonicInstant
    ) async throws(Unreadable) -> Message? {
        guard let http = try? endpoint.httpCall(for: request) else {
            throw Unreadable(cause: "OY!'s name of the account does not fit into a path")
        }
        switch await calls.call(endpoint, http, deadline: deadline).result {
        case .success(let answer): return answer
        case .failure(let error) where error.code == .notFound: return nil
        case .failure(let error): throw Unreadable(cause: error.reason)
        }
    }

    private struct Unreadable: Error {
        let cause: String
    }
}

extension BookedAccount {
    fileprivate init(_ account: Message) {
        self.init(id: account.string("id"), partnerUserID: account.string("partner_user_id"))
    }
}

extension BookedPayment {
    fileprivate init(_ entry: Message) {
        let updated = entry.integer("last_updated")
        self.init(
            id: entry.string("id"), amountRupiah: entry.integer("amount"), number: entry.string("va_number"),
            updatedAt: updated > 0 ? WallTime(milliseconds: updated) : nil, created: entry.string("created"),
            adminFeeRupiah: entry.integer("admin_fee"))
    }
}
