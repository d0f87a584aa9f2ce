import Synchronization

/// The simulated OY!, without its HTTP: the books behind a lock, the clock, and the callbacks that follow.
final class Backend: Sendable {
    private let books: Mutex<Books>
    let outbox: CallbackOutbox
    let clock: @Sendable () -> Moment
    /// Notifies whenever a payout or a virtual account changed.
    let changed = Signal()

    init(rules: Rules, outbox: CallbackOutbox, clock: @escaping @Sendable () -> Moment) {
        self.outbox = outbox
        self.clock = clock
        books = Mutex(Books(rules: rules, at: clock()))
    }

    /// Answers one of the documented calls.
    func answer(_ call: Books.Call) -> JSON {
        let now = clock()
        let (outcome, final) = books.withLock { books in
            let final = books.payouts.advance(rules: books.rules, to: now)
            return (books.answer(call, at: now), final)
        }
        follow(final, at: now)
        if let callback = outcome.callback { outbox.follow(with: callback) }
        switch call {
        case .remit, .createVirtualAccount, .updateVirtualAccount: changed.notify()
        default: break
        }
        return outcome.answer
    }

    /// Looks at the books, or changes them, from the control API. Time has passed in them first.
    func access<Result: Sendable>(_ work: (inout Books, Moment) -> Result) -> Result {
        let now = clock()
        let (result, final) = books.withLock { books in
            let final = books.payouts.advance(rules: books.rules, to: now)
            return (work(&books, now), final)
        }
        follow(final, at: now)
        return result
    }

    private func follow(_ final: [Payout], at now: Moment) {
        for payout in final { outbox.follow(with: .final(payout, at: now)) }
        if !final.isEmpty { changed.notify() }
    }

    /// Opens new books. What was paid and promised before is forgotten.
    func reset() {
        let now = clock()
        books.withLock { $0 = Books(rules: $0.rules, at: now) }
        changed.notify()
    }

    /// Lets payouts settle when their time comes, asked about or not, so that their callbacks are sent. Until cancelled.
    func settle() async {
        while !Task.isCancelled {
            let seen = changed.count
            let due = access { books, _ in books.payouts.nextDue(rules: books.rules) }
            guard let due else {
                await changed.wait(after: seen, atMost: nil)
                continue
            }
            let wait = max(1, due.epochMilliseconds - clock().epochMilliseconds)
            try? await Task.sleep(for: .milliseconds(wait))
        }
    }
}
