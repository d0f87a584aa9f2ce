import Contract
import Testing

@testable import Gateway

private let received = second(1_000)
private let patience = second(1_900)

private func payment(
    amount: Int64 = 50_000, user: String = "u1", timesOpen: Int = 1, toldOpen: Int = 0, looks: Int = 0
) -> PendingCallback {
    PendingCallback(
        id: 1, kind: .virtualAccount,
        facts: #"{"va_number":"100","amount":\#(amount),"partner_user_id":"\#(user)","success":true}"#,
        times: timesOpen, timesOpen: timesOpen, toldOpen: toldOpen, receivedAt: received, looks: looks, lookUntil: patience)
}

private func books(_ payments: BookedPayment..., extent: PaymentVerification.Extent = .all) -> PaymentVerification.Books {
    .accounts([BookedAccount(id: "va-1", partnerUserID: "u1", payments: payments)], extent)
}

private func booked(
    _ id: String, amount: Int64 = 50_000, number: String = "100", at time: WallTime? = received,
    created: String = "2027-01-15 08:16:40"
) -> BookedPayment {
    BookedPayment(id: id, amountRupiah: amount, number: number, updatedAt: time, created: created, adminFeeRupiah: 1_000)
}

private func outcome(_ verdict: LookupVerdict) -> String {
    verdict.outcome(last: patience)
}

@Suite struct PaymentVerificationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var books: PaymentVerification.Books
        var told: Set<String> = []
        var since: Double? = 0
        var timesOpen = 1
        var toldOpen = 0
        var early: String
        var late: String
        var testDescription: String { what }
    }

    @Test(arguments: [
        Row(what: "a payment in the books", books: books(booked("p1")), early: "tell va:p1, once more", late: "told va:p1"),
        Row(what: "the same callback again", books: books(booked("p1")), told: ["va:p1"], early: "again", late: "repeated"),
        Row(what: "a second payment in the same words", books: books(booked("p1"), booked("p2")), told: ["va:p1"],
            early: "tell va:p2, once more", late: "told va:p2"),
        Row(what: "two callbacks, one payment so far", books: books(booked("p1")), timesOpen: 2,
            early: "tell va:p1, again", late: "told va:p1"),
        Row(what: "two callbacks, two payments", books: books(booked("p1"), booked("p2")), timesOpen: 2,
            early: "tell va:p1 va:p2, once more", late: "told va:p1 va:p2"),
        Row(what: "two callbacks, the second payment turns up", books: books(booked("p1"), booked("p2")), told: ["va:p1"],
            timesOpen: 2, toldOpen: 1, early: "tell va:p2, once more", late: "told va:p2"),
        // An older payment was taken for the one that the callback speaks of.
        Row(what: "all is told, and nothing new", books: books(booked("p1")), told: ["va:p1"], toldOpen: 1,
            early: "once more", late: "told"),
        Row(what: "all is told, and one more turns up", books: books(booked("p1"), booked("p2")), told: ["va:p1"], toldOpen: 1,
            early: "tell va:p2, once more", late: "told va:p2"),
        // Payments that no callback told of.
        Row(what: "another amount", books: books(booked("p1", amount: 1)), early: "tell va:p1 (0 claimed), again",
            late: "contradicted va:p1"),
        Row(what: "another amount beside it, the earlier first",
            books: books(booked("p2"), booked("p1", amount: 1, at: second(999))),
            early: "tell va:p1 va:p2 (1 claimed), once more", late: "told va:p1 va:p2"),
        Row(what: "another amount, told before", books: books(booked("p1", amount: 1)), told: ["va:p1"], early: "again",
            late: "contradicted"),
        Row(what: "another amount, from before the gateway told payments", books: books(booked("p1", amount: 1)), since: 1_001,
            early: "again", late: "contradicted"),
        Row(what: "another amount, while the gateway has told none", books: books(booked("p1", amount: 1)), since: nil,
            early: "again", late: "contradicted"),
        Row(what: "another amount, of an unknown time", books: books(booked("p1", amount: 1, at: nil)), early: "again",
            late: "contradicted"),
        Row(what: "another amount, more than a day ago", books: books(booked("p1", amount: 1, at: second(1_000 - 90_000))),
            since: -1_000_000, early: "again", late: "contradicted"),
        Row(what: "a payment into another number", books: books(booked("p1", number: "9")), early: "again", late: "contradicted"),
        Row(what: "a record of an amount that nobody paid in", books: books(booked("p1", amount: -50_000), booked("p2", amount: 0)),
            early: "again", late: "contradicted"),
        Row(what: "such a record beside the payment", books: books(booked("p1"), booked("p2", amount: -50_000)),
            early: "tell va:p1, once more", late: "told va:p1"),
        Row(what: "no payment", books: books(), early: "again", late: "contradicted"),
        Row(what: "no account", books: .accounts([], .all), early: "again", late: "contradicted"),
        Row(what: "no payment, and not all accounts seen", books: books(extent: .some), early: "again", late: "again"),
        Row(what: "an old payment, and not all accounts seen", books: books(booked("p1"), extent: .some), told: ["va:p1"],
            early: "again", late: "again"),
        Row(what: "a payment, and not all accounts seen", books: books(booked("p1"), extent: .some),
            early: "tell va:p1, once more", late: "told va:p1"),
        Row(what: "a number that had another account before", books: .accounts([
            BookedAccount(id: "old", partnerUserID: "u1"), BookedAccount(id: "new", partnerUserID: "u1", payments: [booked("p1")]),
        ], .all), early: "tell va:p1, once more", late: "told va:p1"),
        Row(what: "a payment of long ago", books: books(booked("p1", at: second(1_000 - 90_000))), early: "again", late: "contradicted"),
        Row(what: "a record of long ago that changed lately", books: books(booked("p1", created: "2027-01-12 00:00:00")),
            early: "again", late: "contradicted"),
        Row(what: "a payment of long ago without a time of change",
            books: books(booked("p1", at: nil, created: "2027-01-12 00:00:00")), early: "again", late: "contradicted"),
        Row(what: "a payment of lately without a time of change", books: books(booked("p1", at: nil)),
            early: "tell va:p1, once more", late: "told va:p1"),
        Row(what: "a payment without any time", books: books(booked("p1", at: nil, created: "")),
            early: "tell va:p1, once more", late: "told va:p1"),
        Row(what: "OY! can't be asked", books: .unreadable("timed_out"), early: "again", late: "again"),
    ])
    func `judges`(row: Row) throws {
        let callback = payment(timesOpen: row.timesOpen, toldOpen: row.toldOpen)
        let told = PaymentVerification.Told(identities: row.told, since: row.since.map { second($0) })
        #expect(outcome(PaymentVerification.judge(callback, row.books, told: told, at: received)) == row.early)
        #expect(outcome(PaymentVerification.judge(callback, row.books, told: told, at: patience)) == row.late)
    }

    @Test(arguments: [
        (BookGap.notSaid("x"), "unconfirmed"), (.notAsked("x"), "again"), (.notNeeded, "again"),
    ])
    func `an account that was not read whole proves nothing; after a day nobody waits for OY! to show it`(gap: BookGap, afterADay: String) throws {
        let account = BookedAccount(id: "va-1", partnerUserID: "u1", gap: gap)
        func look(at time: WallTime, _ extent: PaymentVerification.Extent = .all) throws -> String {
            outcome(PaymentVerification.judge(payment(), .accounts([account], extent), told: .init(), at: time))
        }
        #expect(try look(at: patience) == "again")
        #expect(try look(at: received.advanced(by: EventLimits.unconfirmedAfter)) == afterADay)
        #expect(try look(at: received.advanced(by: EventLimits.unconfirmedAfter), .some) == "again")
    }

    @Test func `a list that is shorter than it says proves nothing, and after a day nobody waits for the rest`() throws {
        func look(at time: WallTime) throws -> String {
            outcome(PaymentVerification.judge(payment(), books(extent: .allThatAreShown("x")), told: .init(), at: time))
        }
        #expect(try look(at: patience) == "again")
        #expect(try look(at: received.advanced(by: EventLimits.unconfirmedAfter)) == "unconfirmed")
    }

    @Test(arguments: [0, -50_000 as Int64])
    func `a callback that was taken in before such were refused claims nothing that there can be`(amount: Int64) throws {
        let verdict = PaymentVerification.judge(payment(amount: amount), books(booked("p1", amount: amount)), told: .init(), at: patience)
        #expect(outcome(verdict) == "contradicted")
    }

    @Test func `another user's account confirms nothing`() throws {
        let callback = payment(user: "u2")
        #expect(outcome(PaymentVerification.judge(callback, books(booked("p1")), told: .init(), at: patience)) == "contradicted")
    }

    @Test func `the same payment of an account that is listed twice is one`() throws {
        let twice = BookedAccount(id: "va-1", partnerUserID: "u1", payments: [booked("p1")])
        let verdict = PaymentVerification.judge(payment(), .accounts([twice, twice], .all), told: .init(), at: received)
        #expect(outcome(verdict) == "tell va:p1, once more")
    }

    @Test func `more payments than one change of the ledger should hold are told in several looks, the earliest first`() throws {
        let count = EventLimits.findingsAtOnce + 2
        let payments = (0..<count).map { booked("p\($0)", amount: $0 == 0 ? 50_000 : 1, at: second(1_000 + Double($0))) }
        let account = BookedAccount(id: "va-1", partnerUserID: "u1", payments: payments.reversed())
        func look(told: Set<String>, toldOpen: Int) throws -> LookupVerdict {
            PaymentVerification.judge(
                payment(toldOpen: toldOpen), .accounts([account], .all), told: .init(identities: told, since: second(0)), at: patience)
        }
        guard case .tellAndLookAgain(let first, claimed: 1, _) = try look(told: [], toldOpen: 0) else {
            Issue.record("it told all at once")
            return
        }
        #expect(first.map(\.identity) == (0..<EventLimits.findingsAtOnce).map { "va:p\($0)" })
        let rest = try look(told: Set(first.compactMap(\.identity)), toldOpen: 1)
        #expect(outcome(rest) == "told va:p\(count - 2) va:p\(count - 1)")
    }

    /// What is told of the only payment in these books.
    private func told(_ callback: PendingCallback, _ books: PaymentVerification.Books) throws -> (draft: EventDraft, facts: Message) {
        let verdict = PaymentVerification.judge(callback, books, told: .init(since: second(0)), at: received)
        guard case .tellAndLookAgain(let drafts, _, _) = verdict, let draft = drafts.first else { throw CancellationError() }
        return (draft, try #require(EventKind.virtualAccount.message(of: draft.facts)))
    }

    @Test func `the user is told as OY!'s books have it, and not as it was claimed`() throws {
        for (claimed, known) in [("", "u1"), ("u1", "")] {
            let account = BookedAccount(id: "va-1", partnerUserID: known, payments: [booked("p1")])
            let facts = try told(payment(user: claimed), .accounts([account], .all)).facts
            #expect(facts.string("partner_user_id") == known)
        }
    }

    @Test(arguments: [50_000 as Int64, 70_000])
    func `a payment is told as the books have it, whatever the callback was about`(amount: Int64) throws {
        let (draft, facts) = try told(payment(), books(booked("p1", amount: amount)))
        #expect(draft.isVerified)
        #expect(facts.string("transaction_id") == "p1")
        #expect(facts.string("virtual_account_id") == "va-1")
        #expect(facts.string("va_number") == "100")
        #expect(facts.bool("success"))
        #expect(facts.integer("amount") == amount)
        #expect(facts.integer("admin_fee") == 1_000)
    }

    @Test func `a look falls on the end of patience`() throws {
        let almost = payment(looks: 12)
        #expect(LookupSchedule.next(after: almost, at: second(1_899)) == patience)
        #expect(LookupSchedule.next(after: payment(), at: received) == received.advanced(by: .milliseconds(500)))
        #expect(LookupSchedule.next(after: payment(looks: 1_000), at: second(5_000)) == second(5_300))
    }
}
