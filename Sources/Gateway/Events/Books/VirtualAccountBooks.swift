import Contract
import Synchronization

/// What OY!'s books say of virtual accounts.
///
/// Callbacks tell an account's number, OY!'s history wants its id. Accounts that went by are remembered in the ledger; the
/// others are looked for in OY!'s list. A list that is too long for one look-up is gone through in several.
final class VirtualAccountBooks: Sendable {
    private let ledger: any EventLedger
    private let cache: AccountCache
    private let questions: BookQuestions
    private let list: AccountList
    private let history: AccountHistory
    private let clock: any Timekeeper
    private let walks = Mutex(AccountWalks())

    init(
        ledger: any EventLedger, cache: AccountCache, calls: UpstreamCalls, endpoints: EndpointTable, clock: any Timekeeper
    ) {
        self.ledger = ledger
        self.cache = cache
        self.clock = clock
        questions = BookQuestions(calls: calls, endpoints: endpoints)
        list = AccountList(questions: questions, clock: clock)
        history = AccountHistory(questions: questions, clock: clock)
    }

    /// What the books say of the accounts that are known to have this number. There may be others.
    ///
    /// - Parameter since: payments from before need not be read; nil: all are.
    func known(numbered number: String, since: WallTime?) async -> PaymentVerification.Books {
        var accounts = cache.waiting(number)
        do {
            accounts += try await ledger.virtualAccounts(numbered: number)
        } catch {
            return .unreadable("the ledger can't be read")
        }
        accounts.sort { !$0.partnerUserID.isEmpty && $1.partnerUserID.isEmpty }
        let time = LookupTime(begin: clock.now)
        var booked = await books(of: accounts.map(BookedAccount.init), beside: [], since: since, within: time)
        for index in booked.indices where booked[index].partnerUserID.isEmpty && !booked[index].payments.isEmpty {
            await nameUser(of: &booked[index], within: time)
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
    ///   - goal: how far the list is gone through.
    /// - Returns: nil where too many go through the list already.
    func listed(
        numbered number: String, for callback: PendingCallback, beside known: [BookedAccount], to goal: AccountList.Goal, since: WallTime?
    ) async -> PaymentVerification.Books? {
        let time = LookupTime(begin: clock.now)
        guard var walk = walks.withLock({ $0.begin(for: callback) }) else { return nil }
        let end: AccountList.End
        do throws(BookGap) {
            end = try await list.go(on: &walk, numbered: number, to: goal, within: time)
        } catch .notSaid(let cause) {
            end = .short(cause)
        } catch {
            walks.withLock { $0.pause(walk, for: callback) }
            return .unreadable(error.cause ?? "")
        }
        walks.withLock { end == .outOfTime ? $0.pause(walk, for: callback) : $0.end(for: callback) }
        let found = await books(of: walk.found, beside: known, since: since, within: time)
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
            answer = try await questions.account(id, LookupTime(begin: clock.now).deadline)
        } catch {
            return false
        }
        guard let answer, answer.string("va_number") == number else { return false }
        return ["WAITING_PAYMENT", "PAYMENT_DETECTED"].contains(answer.string("va_status"))
    }

    private func books(
        of accounts: [BookedAccount], beside known: [BookedAccount], since: WallTime?, within time: LookupTime
    ) async -> [BookedAccount] {
        var seen = Set(known.map(\.id))
        var read = accounts.filter { seen.insert($0.id).inserted }
        var room = EventLimits.bookBytes
        for index in read.indices {
            // A long history leaves time for the others.
            let share = clock.now.duration(to: time.endOfHistories) / (read.count - index)
            let end = clock.now.advanced(by: share)
            await history.read(into: &read[index], since: since, until: end, deadline: time.deadline, room: &room)
        }
        return read
    }

    /// The answer that tells of a new account does not name its user.
    private func nameUser(of booked: inout BookedAccount, within time: LookupTime) async {
        do throws(BookGap) {
            booked.partnerUserID = try await questions.account(booked.id, time.deadline)?.name("partner_user_id") ?? ""
        } catch {
            // What is told is told for good: without its user only where OY! does not say more.
            guard !error.isNotSaid else { return }
            booked.payments = []
            booked.gap = error
        }
    }
}
