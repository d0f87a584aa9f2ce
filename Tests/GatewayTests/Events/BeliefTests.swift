import Contract
import Testing

@testable import Gateway

private let received = second(1_000)
private let patience = second(1_900)

private func payment(
    amount: Int64 = 50_000, user: String = "u1", timesOpen: Int = 1, looks: Int = 0
) throws -> PendingCallback {
    let callback = try ReceivedCallback(
        .virtualAccount,
        body: Array(#"{"va_number":"100","amount":\#(amount),"partner_user_id":"\#(user)","success":true}"#.utf8))
    return PendingCallback(
        id: 1, kind: .virtualAccount, facts: callback.facts, times: timesOpen, timesOpen: timesOpen, receivedAt: received,
        looks: looks, lookUntil: patience)
}

private func books(_ payments: BookedPayment...) -> PaymentBelief.Books {
    .accounts([BookedAccount(id: "va-1", partnerUserID: "u1", payments: payments)])
}

private func booked(_ id: String, amount: Int64 = 50_000, number: String = "100", at time: WallTime? = received) -> BookedPayment {
    BookedPayment(id: id, amountRupiah: amount, number: number, updatedAt: time, created: "2020-02-27 07:48:01", adminFeeRupiah: 1_000)
}

/// What is told, as OY!'s names of the payments; nil where nothing is concluded yet.
private func outcome(_ verdict: LookVerdict) -> String {
    switch verdict {
    case .lookAgain: "again"
    case .tellAndLookAgain(let drafts, _): "tell \(drafts.compactMap(\.identity).joined(separator: " ")), again"
    case .conclude(let conclusion, let drafts):
        ([conclusion.rawValue.lowercased()] + drafts.compactMap(\.identity)).joined(separator: " ")
    }
}

@Suite struct PaymentBeliefTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var books: PaymentBelief.Books
        var told: Set<String> = []
        var timesOpen = 1
        var early: String
        var late: String
        var testDescription: String { what }
    }

    @Test(arguments: [
        Row(what: "a payment in the books", books: books(booked("p1")), early: "told va:p1", late: "told va:p1"),
        Row(what: "the same callback again", books: books(booked("p1")), told: ["va:p1"], early: "again", late: "repeated"),
        Row(what: "a second payment in the same words", books: books(booked("p1"), booked("p2")), told: ["va:p1"],
            early: "told va:p2", late: "told va:p2"),
        Row(what: "two callbacks, one payment so far", books: books(booked("p1")), timesOpen: 2,
            early: "tell va:p1, again", late: "told va:p1"),
        Row(what: "two callbacks, two payments", books: books(booked("p1"), booked("p2")), timesOpen: 2,
            early: "told va:p1 va:p2", late: "told va:p1 va:p2"),
        Row(what: "another amount", books: books(booked("p1", amount: 1)), early: "again", late: "contradicted"),
        Row(what: "a payment into another number", books: books(booked("p1", number: "9")), early: "again", late: "contradicted"),
        Row(what: "no payment", books: books(), early: "again", late: "contradicted"),
        Row(what: "no account", books: .accounts([]), early: "again", late: "contradicted"),
        Row(what: "a number that had another account before", books: .accounts([
            BookedAccount(id: "old", partnerUserID: "u1"), BookedAccount(id: "new", partnerUserID: "u1", payments: [booked("p1")]),
        ]), early: "told va:p1", late: "told va:p1"),
        Row(what: "a payment of long ago", books: books(booked("p1", at: second(1_000 - 90_000))), early: "again", late: "contradicted"),
        Row(what: "a payment without a time", books: books(booked("p1", at: nil)), early: "told va:p1", late: "told va:p1"),
        Row(what: "OY! can't be asked", books: .unreadable("timed_out"), early: "again", late: "again"),
    ])
    func judges(row: Row) throws {
        let callback = try payment(timesOpen: row.timesOpen)
        #expect(outcome(PaymentBelief.judge(callback, row.books, told: row.told, at: received)) == row.early)
        #expect(outcome(PaymentBelief.judge(callback, row.books, told: row.told, at: patience)) == row.late)
    }

    @Test func anotherUsersAccountConfirmsNothing() throws {
        let callback = try payment(user: "u2")
        #expect(outcome(PaymentBelief.judge(callback, books(booked("p1")), told: [], at: patience)) == "contradicted")
    }

    @Test("The same payment of an account that is listed twice is one")
    func listedTwice() throws {
        let twice = BookedAccount(id: "va-1", partnerUserID: "u1", payments: [booked("p1")])
        let verdict = PaymentBelief.judge(try payment(), .accounts([twice, twice]), told: [], at: received)
        #expect(outcome(verdict) == "told va:p1")
    }

    @Test("The user is told as OY!'s books have it, and not as it was claimed")
    func userOfTheBooks() throws {
        for (claimed, known) in [("", "u1"), ("u1", "")] {
            let account = BookedAccount(id: "va-1", partnerUserID: known, payments: [booked("p1")])
            guard case .conclude(.told, let drafts) = PaymentBelief.judge(
                try payment(user: claimed), .accounts([account]), told: [], at: received)
            else { throw CancellationError() }
            let facts = try #require(drafts.first.flatMap { EventKind.virtualAccount.message(of: $0.facts) })
            #expect(facts.string("partner_user_id") == known)
        }
    }

    @Test func whatIsToldHasTheBooksFacts() throws {
        guard case .conclude(.told, let drafts) = PaymentBelief.judge(try payment(), books(booked("p1")), told: [], at: received)
        else { throw CancellationError() }
        let draft = try #require(drafts.first)
        let facts = try #require(EventKind.virtualAccount.message(of: draft.facts))
        #expect(draft.isVerified)
        #expect(facts.string("transaction_id") == "p1")
        #expect(facts.string("virtual_account_id") == "va-1")
        #expect(facts.integer("amount") == 50_000)
        #expect(facts.integer("admin_fee") == 1_000)
    }

    @Test func aLookFallsOnTheEndOfPatience() throws {
        let almost = try payment(looks: 12)
        #expect(LookSchedule.next(after: almost, at: second(1_899)) == patience)
        #expect(LookSchedule.next(after: try payment(), at: received) == received.advanced(by: .milliseconds(500)))
        #expect(LookSchedule.next(after: try payment(looks: 1_000), at: second(5_000)) == second(5_300))
    }
}

@Suite struct DisbursementBeliefTests {
    private func report(_ code: String, amount: Int64 = 10_000) throws -> PendingCallback {
        let callback = try ReceivedCallback(
            .disbursement,
            body: Array(#"{"status":{"code":"\#(code)","message":"m"},"partner_trx_id":"id","amount":\#(amount)}"#.utf8))
        return PendingCallback(
            id: 1, kind: .disbursement, facts: callback.facts, times: 1, timesOpen: 1, receivedAt: received, looks: 0,
            lookUntil: patience)
    }

    @Test(arguments: [
        ("000", PayoutState.completed, "told disbursement:000:id", "told disbursement:000:id"),
        ("300", .failed, "told disbursement:300:id", "told disbursement:300:id"),
        ("300", .rejected, "told disbursement:300:id", "told disbursement:300:id"),
        ("102", .inProgress, "told disbursement:102:id", "told disbursement:102:id"),
        ("102", .completed, "repeated", "repeated"),
        // While OY! has not said what became of the payout, nothing is proof.
        ("000", .inProgress, "again", "again"),
        ("000", .unknown, "again", "again"),
        ("300", .recorded, "again", "again"),
        // OY! is to be asked first.
        ("000", .failed, "again", "again"),
        ("000", .cancelled, "again", "again"),
        ("300", .completed, "again", "again"),
        // They say nothing of where the payout stands.
        ("777", .completed, "repeated", "repeated"),
        ("504", .completed, "repeated", "repeated"),
        ("999", .failed, "repeated", "repeated"),
        ("504", .unknown, "again", "again"),
    ])
    func ofTheGatewaysOwn(code: String, state: PayoutState, early: String, late: String) throws {
        let knowledge = DisbursementBelief.Knowledge.own(state: state, caller: "payroll", .init(amountRupiah: 10_000))
        #expect(outcome(DisbursementBelief.judge(try report(code), knowledge, at: received)) == early)
        #expect(outcome(DisbursementBelief.judge(try report(code), knowledge, at: patience)) == late)
    }

    /// The ledger says otherwise, and OY! was asked.
    @Test(arguments: [
        ("000", PayoutState.failed, StatusVerdict.completed, "disputed disbursement:000:id", "disputed disbursement:000:id"),
        ("000", .rejected, .completed, "disputed disbursement:000:id", "disputed disbursement:000:id"),
        ("000", .cancelled, .completed, "disputed disbursement:000:id", "disputed disbursement:000:id"),
        ("300", .completed, .failed, "disputed disbursement:300:id", "disputed disbursement:300:id"),
        ("102", .rejected, .completed, "disputed", "disputed"),
        ("000", .failed, .failed, "again", "contradicted"),
        ("000", .cancelled, .notFound, "again", "contradicted"),
        ("300", .completed, .completed, "again", "contradicted"),
        ("000", .failed, .nothing, "again", "again"),
        ("000", .failed, .refusedCredentials, "again", "again"),
    ])
    func ofTheGatewaysOwnAgainstTheLedger(
        code: String, state: PayoutState, answer: StatusVerdict, early: String, late: String
    ) throws {
        let claimed = StatusVerdict(OYWord(code: code))
        #expect(DisbursementBelief.mustAsk(claimed, of: state))
        let knowledge = DisbursementBelief.Knowledge.disputed(
            state: state, caller: "payroll", answer: answer, .init(amountRupiah: 10_000))
        #expect(outcome(DisbursementBelief.judge(try report(code), knowledge, at: received)) == early)
        #expect(outcome(DisbursementBelief.judge(try report(code), knowledge, at: patience)) == late)
    }

    @Test("OY! is asked about no payout that can still move, nor where the report says nothing", arguments: [
        ("000", PayoutState.unknown), ("000", .inProgress), ("000", .recorded), ("000", .completed), ("777", .failed),
    ])
    func notAskedAbout(code: String, state: PayoutState) {
        #expect(!DisbursementBelief.mustAsk(StatusVerdict(OYWord(code: code)), of: state))
    }

    @Test("An answer that says nothing ends a look-up after a day")
    func unconfirmed() throws {
        let day = received.advanced(by: EventLimits.unconfirmedAfter)
        #expect(outcome(DisbursementBelief.judge(try report("000"), .foreign(.strange, .init()), at: day)) == "unconfirmed")
        #expect(outcome(DisbursementBelief.judge(try report("000"), .unreadable("x"), at: day)) == "again")
    }

    @Test(arguments: [
        ("000", StatusVerdict.completed, "told disbursement:000:id", "told disbursement:000:id"),
        ("000", .notFound, "again", "contradicted"), ("000", .inProgress, "again", "contradicted"),
        ("000", .failed, "again", "contradicted"), ("102", .completed, "repeated", "repeated"),
        ("000", .nothing, "again", "again"), ("000", .refusedCredentials, "again", "again"),
        ("777", .strange, "again", "again"),
    ])
    func ofPayoutsMadeElsewhere(code: String, known: StatusVerdict, early: String, late: String) throws {
        #expect(outcome(DisbursementBelief.judge(try report(code), .foreign(known, .init()), at: received)) == early)
        #expect(outcome(DisbursementBelief.judge(try report(code), .foreign(known, .init()), at: patience)) == late)
    }

    @Test func anotherAmountIsAContradictionWhateverTheState() throws {
        let knowledge = DisbursementBelief.Knowledge.own(state: .completed, caller: "payroll", .init(amountRupiah: 10_000))
        #expect(outcome(DisbursementBelief.judge(try report("000", amount: 20_000), knowledge, at: received)) == "contradicted")
    }

    @Test func itBelongsToTheCallerWhosePayoutItIs() throws {
        let knowledge = DisbursementBelief.Knowledge.own(state: .completed, caller: "payroll", .init())
        guard case .conclude(_, let drafts) = DisbursementBelief.judge(try report("000"), knowledge, at: received) else {
            throw CancellationError()
        }
        #expect(drafts.map(\.owner) == ["payroll"])
    }

    @Test func whatCanNotBeFoundOutWaits() throws {
        #expect(outcome(DisbursementBelief.judge(try report("000"), .unreadable("x"), at: patience)) == "again")
    }
}
