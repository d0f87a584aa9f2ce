import Contract
import Synchronization

/// Reads OY!'s books about virtual accounts, through the same retries, circuit and budget as every other call.
///
/// Callbacks tell an account's number, OY!'s history wants its id. Accounts that went by are remembered in the ledger; the
/// others are looked for in OY!'s list. A list that is too long for one look-up is gone through in several.
final class VirtualAccountBooks: Sendable {
    private let ledger: any EventLedger
    private let memory: AccountMemory
    private let calls: UpstreamCalls
    private let account: Endpoint
    private let list: Endpoint
    private let history: Endpoint
    private let clock: any Timekeeper
    /// How far the list was gone through for a number, where the end was not reached.
    private let walks = Mutex<[String: Int64]>([:])

    init(
        ledger: any EventLedger, memory: AccountMemory, calls: UpstreamCalls, endpoints: EndpointTable, clock: any Timekeeper
    ) {
        guard
            let account = endpoints.endpoint(service: "oy.v1.VirtualAccountService", method: "GetVirtualAccount"),
            let list = endpoints.endpoint(service: "oy.v1.VirtualAccountService", method: "ListVirtualAccounts"),
            let history = endpoints.endpoint(
                service: "oy.v1.VirtualAccountService", method: "ListVirtualAccountTransactions")
        else { preconditionFailure("the contract has no virtual accounts") }
        self.ledger = ledger
        self.memory = memory
        self.calls = calls
        self.account = account
        self.list = list
        self.history = history
        self.clock = clock
    }

    /// What the books say of the accounts that are known to have this number. There may be others.
    func known(numbered number: String) async -> PaymentBelief.Books {
        var accounts = memory.waiting(number)
        do {
            accounts += try await ledger.virtualAccounts(numbered: number)
        } catch {
            return .unreadable("the ledger can't be read")
        }
        accounts.sort { !$0.partnerUserID.isEmpty && $1.partnerUserID.isEmpty }
        let deadline = clock.now.advanced(by: EventLimits.lookTimeout)
        do throws(Unreadable) {
            var booked = try await books(of: accounts.map(BookedAccount.init), beside: [], deadline)
            for index in booked.indices where booked[index].partnerUserID.isEmpty {
                booked[index].partnerUserID = try await user(of: booked[index].id, deadline)
            }
            return .accounts(booked, isWhole: false)
        } catch {
            return .unreadable(error.cause)
        }
    }

    /// The same, with what OY!'s list of accounts has under the number.
    ///
    /// - Parameters:
    ///   - known: what was looked into already.
    ///   - isFirst: the first one that is found will do.
    func listed(
        numbered number: String, beside known: [BookedAccount], isFirst: Bool
    ) async -> PaymentBelief.Books {
        let begin = clock.now
        do throws(Unreadable) {
            let (found, isWhole) = try await walk(number, isFirst, begin)
            let deadline = begin.advanced(by: EventLimits.lookTimeout)
            return .accounts(known + (try await books(of: found, beside: known, deadline)), isWhole: isWhole)
        } catch {
            return .unreadable(error.cause)
        }
    }

    /// Whether the list was gone through in part for that number.
    func isWalking(_ number: String) -> Bool {
        walks.withLock { $0[number] != nil }
    }

    /// Pages through the list, from where the last look-up stopped.
    private func walk(
        _ number: String, _ isFirst: Bool, _ begin: MonotonicInstant
    ) async throws(Unreadable) -> (found: [BookedAccount], isWhole: Bool) {
        let end = begin.advanced(by: EventLimits.walkTimeout)
        var found: [BookedAccount] = []
        var offset = walks.withLock { $0[number] } ?? 0
        while clock.now < end {
            var request = Message(list.request)
            request.set("offset", to: offset)
            request.set("limit", to: EventLimits.bookPage)
            let answer = try await ask(list, request, begin.advanced(by: EventLimits.lookTimeout))
            let page = answer?.messages("data") ?? []
            found += page.filter { $0.string("va_number") == number }.map(BookedAccount.init)
            offset += Int64(page.count)
            guard let answer, !page.isEmpty, offset < answer.integer("total") else {
                keep(nil, for: number)
                return (found, true)
            }
            if isFirst, !found.isEmpty { return (found, false) }
            keep(offset, for: number)
        }
        return (found, false)
    }

    private func keep(_ offset: Int64?, for number: String) {
        walks.withLock { walks in
            if walks.count >= EventLimits.walks, walks[number] == nil { walks = [:] }
            walks[number] = offset
        }
    }

    private func books(
        of accounts: [BookedAccount], beside known: [BookedAccount], _ deadline: MonotonicInstant
    ) async throws(Unreadable) -> [BookedAccount] {
        var seen = Set(known.map(\.id))
        var read: [BookedAccount] = []
        for var account in accounts where seen.insert(account.id).inserted {
            account.payments = try await payments(into: account.id, deadline) ?? []
            read.append(account)
        }
        return read
    }

    /// The answer that tells of a new account does not name its user.
    private func user(of id: String, _ deadline: MonotonicInstant) async throws(Unreadable) -> String {
        var request = Message(account.request)
        request.set("id", to: id)
        return try await ask(account, request, deadline)?.string("partner_user_id") ?? ""
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
