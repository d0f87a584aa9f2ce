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
    private let walks = Mutex(AccountWalks())

    init(
        ledger: any EventLedger, memory: AccountMemory, calls: UpstreamCalls, endpoints: EndpointTable, clock: any Timekeeper
    ) {
        self.ledger = ledger
        self.memory = memory
        self.calls = calls
        account = endpoints[.getVirtualAccount]
        list = endpoints[.listVirtualAccounts]
        history = endpoints[.listVirtualAccountTransactions]
        self.clock = clock
    }

    /// What the books say of the accounts that are known to have this number. There may be others.
    ///
    /// - Parameter since: payments from before need not be read; nil: all are.
    func known(numbered number: String, since: WallTime?) async -> PaymentBelief.Books {
        var accounts = memory.waiting(number)
        do {
            accounts += try await ledger.virtualAccounts(numbered: number)
        } catch {
            return .unreadable("the ledger can't be read")
        }
        accounts.sort { !$0.partnerUserID.isEmpty && $1.partnerUserID.isEmpty }
        let begin = clock.now
        var booked = await books(of: accounts.map(BookedAccount.init), beside: [], since: since, begin)
        for index in booked.indices where booked[index].partnerUserID.isEmpty && !booked[index].payments.isEmpty {
            await nameUser(of: &booked[index], begin)
        }
        // Where OY! can be asked, what one account hides is not held against the others.
        let isNoneRead = booked.allSatisfy { $0.gap != nil && $0.payments.isEmpty }
        if isNoneRead, case .notAsked(let cause)? = booked.compactMap(\.gap).first(where: { !$0.isNotSaid }) {
            return .unreadable(cause)
        }
        return .accounts(booked, .some)
    }

    /// The same, with what OY!'s list of accounts has under the number.
    ///
    /// - Parameters:
    ///   - known: what was looked into already.
    ///   - isFirst: the first one that is found will do.
    /// - Returns: nil where too many go through the list already.
    func listed(
        numbered number: String, for callback: PendingCallback, beside known: [BookedAccount], isFirst: Bool, since: WallTime?
    ) async -> PaymentBelief.Books? {
        let begin = clock.now
        guard var walk = walks.withLock({ $0.begin(for: callback) }) else { return nil }
        let end: WalkEnd
        do throws(BookGap) {
            end = try await go(on: &walk, number, isFirst, begin)
        } catch .notSaid(let cause) {
            end = .short(cause)
        } catch {
            walks.withLock { $0.pause(walk, for: callback) }
            return .unreadable(error.cause ?? "")
        }
        walks.withLock { end == .outOfTime ? $0.pause(walk, for: callback) : $0.end(for: callback) }
        let found = await books(of: walk.found, beside: known, since: since, begin)
        return .accounts(known + found, end.extent)
    }

    /// Whether the list is being gone through for that callback.
    func isWalking(for callback: PendingCallback) -> Bool {
        walks.withLock { $0.isUnderWay(for: callback) }
    }

    /// Nobody looks the callback up any more.
    func forget(_ callback: PendingCallback) {
        walks.withLock { $0.forget(callback) }
    }

    /// Whether the account can be paid into under that number, so that it is no other's by now. False where OY! does not
    /// say.
    func isActive(_ id: String, numbered number: String) async -> Bool {
        let answer: Message?
        do throws(BookGap) {
            answer = try await look(up: id, clock.now.advanced(by: EventLimits.lookTimeout))
        } catch {
            return false
        }
        guard let answer, answer.string("va_number") == number else { return false }
        return ["WAITING_PAYMENT", "PAYMENT_DETECTED"].contains(answer.string("va_status"))
    }

    // MARK: The list

    private enum WalkEnd: Equatable {
        case whole, foundFirst, outOfTime
        /// OY! does not show the list to its end.
        case short(String)

        var extent: PaymentBelief.Extent {
            switch self {
            case .whole: .all
            case .short(let cause): .allThatAreShown(cause)
            case .foundFirst, .outOfTime: .some
            }
        }
    }

    /// Pages through the list, from where the last look-up stopped.
    private func go(
        on walk: inout AccountWalks.Walk, _ number: String, _ isFirst: Bool, _ begin: MonotonicInstant
    ) async throws(BookGap) -> WalkEnd {
        let end = begin.advanced(by: EventLimits.walkTimeout)
        while clock.now < end {
            var request = Message(list.request)
            request.set("offset", to: walk.offset)
            request.set("limit", to: EventLimits.bookPage)
            guard let answer = try await ask(list, request, begin.advanced(by: EventLimits.lookTimeout)) else {
                return walk.offset == 0 ? .whole : .short("OY! no longer finds the list of accounts")
            }
            let page = answer.messages("data")
            for account in page where account.string("va_number") == number {
                guard walk.found.count < EventLimits.foundAccounts else {
                    return .short("OY! lists more accounts of this number than one look-up can read")
                }
                walk.found.append(try BookedAccount(account))
            }
            walk.offset += Int64(page.count)
            guard walk.offset < answer.integer("total") else { return .whole }
            guard !page.isEmpty else { return .short("OY! shows fewer accounts than it says there are") }
            if isFirst, !walk.found.isEmpty { return .foundFirst }
        }
        return .outOfTime
    }

    // MARK: Histories

    private func books(
        of accounts: [BookedAccount], beside known: [BookedAccount], since: WallTime?, _ begin: MonotonicInstant
    ) async -> [BookedAccount] {
        var seen = Set(known.map(\.id))
        var read = accounts.filter { seen.insert($0.id).inserted }
        let end = begin.advanced(by: EventLimits.historyTimeout)
        var room = EventLimits.bookBytes
        for index in read.indices {
            // A long history leaves time for the others.
            let share = clock.now.duration(to: end) / (read.count - index)
            await readPayments(
                of: &read[index], since: since, until: clock.now.advanced(by: share), begin.advanced(by: EventLimits.lookTimeout), &room)
        }
        return read
    }

    /// Reads at least one page, if there is room at all. An account that OY! does not know has no payments.
    ///
    /// - Parameter room: bytes that the look-up may still hold.
    private func readPayments(
        of account: inout BookedAccount, since: WallTime?, until end: MonotonicInstant, _ deadline: MonotonicInstant, _ room: inout Int
    ) async {
        var pages = HistoryPages()
        while let place = pages.next {
            if room <= 0 || pages.count > 0 && (clock.now >= end || pages.count >= EventLimits.bookPages) {
                account.gap = .notSaid("the account has more payments than one look-up can read")
                return
            }
            do throws(BookGap) {
                guard let answer = try await historyPage(of: account.id, place, deadline) else {
                    guard pages.count == 0 else { throw .notSaid("OY! no longer finds the account") }
                    return
                }
                let (page, unkept) = Self.payments(on: answer)
                room -= answer.encodedSize + page.count * MemoryLayout<BookedPayment>.stride
                account.payments += page
                if let unkept { throw unkept }
                guard pages.read(page, total: answer.integer("number_of_transaction")) else {
                    throw page.isEmpty
                        ? .notSaid("OY! shows fewer payments than it says there are") : .notAsked("OY!'s pages change while they are read")
                }
                if pages.next != nil, pages.isRestOlder, let since, page.allSatisfy({ $0.isSurely(before: since) }) {
                    throw .notNeeded
                }
            } catch {
                account.gap = error
                return
            }
        }
    }

    /// Those of a page that can be kept, and why others can't.
    private static func payments(on page: Message) -> ([BookedPayment], unkept: BookGap?) {
        var (payments, unkept) = ([BookedPayment](), BookGap?.none)
        for entry in page.messages("data") {
            do throws(BookGap) {
                payments.append(try BookedPayment(entry))
            } catch {
                unkept = error
            }
        }
        return (payments, unkept)
    }

    private func historyPage(
        of id: String, _ place: HistoryPages.Page, _ deadline: MonotonicInstant
    ) async throws(BookGap) -> Message? {
        var request = Message(history.request)
        request.set("id", to: id)
        request.set("offset", to: place.offset)
        request.set("limit", to: place.limit)
        return try await ask(history, request, deadline)
    }

    /// The answer that tells of a new account does not name its user.
    private func nameUser(of booked: inout BookedAccount, _ begin: MonotonicInstant) async {
        do throws(BookGap) {
            booked.partnerUserID = try await look(up: booked.id, begin.advanced(by: EventLimits.lookTimeout))?.name("partner_user_id") ?? ""
        } catch {
            // What is told is told for good: without its user only where OY! does not say more.
            guard !error.isNotSaid else { return }
            booked.payments = []
            booked.gap = error
        }
    }

    private func look(up id: String, _ deadline: MonotonicInstant) async throws(BookGap) -> Message? {
        var request = Message(account.request)
        request.set("id", to: id)
        return try await ask(account, request, deadline)
    }

    /// Nil for "not found".
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

extension BookedPayment {
    fileprivate func isSurely(before time: WallTime) -> Bool {
        latest.map { $0 < time } ?? false
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
