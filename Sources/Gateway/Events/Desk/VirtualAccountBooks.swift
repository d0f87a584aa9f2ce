import Contract
import Synchronization

/// Reads OY!'s books about virtual accounts, through the same retries, circuit and budget as every other call.
final class VirtualAccountBooks: Sendable {
    private let calls: UpstreamCalls
    private let list: Endpoint
    private let history: Endpoint
    private let clock: any Timekeeper
    /// OY!'s name and user of an account by its number: callbacks tell the number, OY!'s history wants the name.
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

    /// What the books say of the account with this number, its payments included.
    func account(numbered number: String) async -> PaymentBelief.Books {
        let deadline = clock.now.advanced(by: EventLimits.lookTimeout)
        do throws(Unreadable) {
            guard var account = try await find(number, deadline) else { return .noAccount }
            guard let payments = try await payments(into: account.id, deadline) else {
                known.withLock { $0[number] = nil }
                return .noAccount
            }
            account.payments = payments
            return .account(account)
        } catch {
            return .unreadable(error.cause)
        }
    }

    /// Pages through the accounts until it is found. Those that are passed on the way are remembered.
    private func find(_ number: String, _ deadline: MonotonicInstant) async throws(Unreadable) -> BookedAccount? {
        if let account = known.withLock({ $0[number] }) { return account }
        var offset: Int64 = 0
        for _ in 0..<EventLimits.bookPages {
            var request = Message(list.request)
            request.set("offset", to: offset)
            request.set("limit", to: EventLimits.bookPage)
            guard let answer = try await ask(list, request, deadline) else { return nil }
            let page = answer.messages("data")
            remember(page)
            if let account = known.withLock({ $0[number] }) { return account }
            offset += Int64(page.count)
            guard !page.isEmpty, offset < answer.integer("total") else { return nil }
        }
        throw Unreadable(cause: "OY! has more accounts than are looked through")
    }

    private func remember(_ page: [Message]) {
        known.withLock { known in
            if known.count + page.count > EventLimits.rememberedAccounts { known = [:] }
            for account in page {
                known[account.string("va_number")] = BookedAccount(
                    id: account.string("id"), partnerUserID: account.string("partner_user_id"))
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

extension BookedPayment {
    fileprivate init(_ entry: Message) {
        let updated = entry.integer("last_updated")
        self.init(
            id: entry.string("id"), amountRupiah: entry.integer("amount"), number: entry.string("va_number"),
            updatedAt: updated > 0 ? WallTime(milliseconds: updated) : nil, created: entry.string("created"),
            adminFeeRupiah: entry.integer("admin_fee"))
    }
}
