import Contract
import Testing

@testable import Gateway

private let received = second(1_000)
private let patience = second(1_900)

extension WallTime {
    fileprivate static let distantPast = WallTime(milliseconds: 0)
}

@Suite struct DisbursementVerificationTests {
    private func report(_ code: String, amount: Int64 = 10_000, trxID: String = "") throws -> PendingCallback {
        let callback = try ReceivedCallback(
            .disbursement,
            body: Array(#"{"status":{"code":"\#(code)","message":"m"},"partner_trx_id":"id","amount":\#(amount),"trx_id":"\#(trxID)"}"#.utf8))
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
    func `of the gateway's own`(code: String, state: PayoutState, early: String, late: String) throws {
        let knowledge = DisbursementVerification.Knowledge.own(state: state, caller: "payroll", .init(amountRupiah: 10_000))
        #expect(DisbursementVerification.judge(try report(code), knowledge, at: received).outcome(last: .distantPast) == early)
        #expect(DisbursementVerification.judge(try report(code), knowledge, at: patience).outcome(last: .distantPast) == late)
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
    func `of the gateway's own, against the ledger`(
        code: String, state: PayoutState, answer: StatusVerdict, early: String, late: String
    ) throws {
        let callback = try report(code)
        #expect(DisbursementVerification.mustAsk(callback.kind.message(of: callback.facts), of: state, .init()))
        let knowledge = DisbursementVerification.Knowledge.disputed(
            state: state, caller: "payroll", answer: answer, named: "", .init(amountRupiah: 10_000))
        #expect(DisbursementVerification.judge(callback, knowledge, at: received).outcome(last: .distantPast) == early)
        #expect(DisbursementVerification.judge(callback, knowledge, at: patience).outcome(last: .distantPast) == late)
    }

    /// A second payment under one `partner_trx_id` has a `trx_id` of its own. OY! is asked, and only where it says so too is it
    /// known; where it goes on naming the first one, the report is no more than anybody's word.
    @Test(arguments: [
        ("OY-2", 10_000, "disputed disbursement:000:id OY-2", "disputed disbursement:000:id OY-2"), ("OY-2", 20_000, "disputed", "disputed"),
        ("OY-1", 10_000, "again", "contradicted"), ("", 10_000, "again", "contradicted"), ("OY-1", 20_000, "contradicted", "contradicted"),
    ] as [(String, Int64, String, String)])
    func `under another name`(named: String, amount: Int64, early: String, late: String) throws {
        let callback = try report("000", amount: amount, trxID: "OY-2")
        let terms = DisbursementVerification.Terms(amountRupiah: 10_000, trxID: "OY-1")
        #expect(DisbursementVerification.mustAsk(callback.kind.message(of: callback.facts), of: .completed, terms))
        let knowledge = DisbursementVerification.Knowledge.disputed(
            state: .completed, caller: "payroll", answer: .completed, named: named, terms)
        #expect(DisbursementVerification.judge(callback, knowledge, at: received).outcome(last: .distantPast) == early)
        #expect(DisbursementVerification.judge(callback, knowledge, at: patience).outcome(last: .distantPast) == late)
    }

    @Test(arguments: [
        ("OY-2", 20_000, StatusVerdict.completed, "disputed disbursement:000:id OY-2", "disputed disbursement:000:id OY-2"),
        ("", 20_000, .completed, "disputed disbursement:000:id OY-2", "disputed disbursement:000:id OY-2"),
        ("OY-2", 20_000, .inProgress, "disputed", "disputed"),
        // What neither the ledger nor OY! says is nobody's word.
        ("OY-2", 10_000, .completed, "again", "contradicted"), ("OY-3", 20_000, .completed, "again", "contradicted"),
        ("OY-2", 20_000, .strange, "again", "again"),
    ] as [(String, Int64, StatusVerdict, String, String)])
    func `something of other money under the payout's name may be a second payment`(
        trxID: String, amount: Int64, known: StatusVerdict, early: String, late: String
    ) throws {
        let callback = try report("000", amount: amount, trxID: trxID)
        let knowledge = DisbursementVerification.Knowledge.ofOtherMoney(known, .init(amountRupiah: 20_000, trxID: "OY-2"))
        let verdict = DisbursementVerification.judge(callback, knowledge, at: received)
        #expect(verdict.outcome(last: .distantPast) == early)
        #expect(DisbursementVerification.judge(callback, knowledge, at: patience).outcome(last: .distantPast) == late)
        if case .conclude(_, let drafts) = verdict { #expect(drafts.allSatisfy { $0.owner == nil && $0.isVerified }) }
    }

    /// Rule 3.
    @Test(arguments: ["000", "300", "777"])
    func `OY! is asked about a payout that is yet to be sent, whatever the report says of it`(code: String) throws {
        let callback = try report(code)
        #expect(DisbursementVerification.mustAsk(callback.kind.message(of: callback.facts), of: .recorded, .init()))
    }

    @Test(arguments: [
        ("000", PayoutState.unknown), ("000", .inProgress), ("000", .completed), ("777", .failed),
    ])
    func `OY! is asked about no payout that moves by OY!'s word, nor where the report says nothing`(code: String, state: PayoutState) throws {
        let callback = try report(code, trxID: "OY-1")
        #expect(!DisbursementVerification.mustAsk(callback.kind.message(of: callback.facts), of: state, .init(trxID: "OY-1")))
    }

    @Test func `an answer that says nothing ends a look-up after a day`() throws {
        let day = received.advanced(by: EventLimits.unconfirmedAfter)
        #expect(DisbursementVerification.judge(try report("000"), .foreign(.strange, .init()), at: day).outcome(last: .distantPast) == "unconfirmed")
        #expect(DisbursementVerification.judge(try report("000"), .beyondReach, at: received).outcome(last: .distantPast) == "again")
        #expect(DisbursementVerification.judge(try report("000"), .beyondReach, at: day).outcome(last: .distantPast) == "unconfirmed")
        #expect(DisbursementVerification.judge(try report("000"), .unreadable("x"), at: day).outcome(last: .distantPast) == "again")
    }

    @Test(arguments: [
        ("000", StatusVerdict.completed, "told disbursement:000:id", "told disbursement:000:id"),
        ("000", .notFound, "again", "contradicted"), ("000", .inProgress, "again", "contradicted"),
        ("000", .failed, "again", "contradicted"), ("102", .completed, "repeated", "repeated"),
        ("000", .nothing, "again", "again"), ("000", .refusedCredentials, "again", "again"),
        ("777", .strange, "again", "again"),
    ])
    func `of payouts made elsewhere`(code: String, known: StatusVerdict, early: String, late: String) throws {
        #expect(DisbursementVerification.judge(try report(code), .foreign(known, .init()), at: received).outcome(last: .distantPast) == early)
        #expect(DisbursementVerification.judge(try report(code), .foreign(known, .init()), at: patience).outcome(last: .distantPast) == late)
    }

    @Test func `an event tells the money and OY!'s name for it as they are known, not as the report has them`() throws {
        let terms = DisbursementVerification.Terms(amountRupiah: 10_000, recipientBank: "014", trxID: "OY-1")
        let silent = try report("000", amount: 0)
        let told = [
            DisbursementVerification.judge(silent, .own(state: .completed, caller: "payroll", terms), at: received),
            DisbursementVerification.judge(silent, .foreign(.completed, terms), at: received),
            DisbursementVerification.judge(
                silent, .disputed(state: .failed, caller: "payroll", answer: .completed, named: "OY-1", terms), at: received),
        ]
        for verdict in told {
            let message = try #require(verdict.told.first)
            #expect(message.integer("amount") == 10_000)
            #expect(message.string("recipient_bank") == "014")
            #expect(message.string("trx_id") == "OY-1")
        }
        let claimed = try report("000", trxID: "OY-9")
        let unnamed = DisbursementVerification.judge(claimed, .own(state: .completed, caller: "payroll", .init(amountRupiah: 10_000)), at: received)
        #expect(unnamed.told.map { $0.string("trx_id") } == [""])
        let second = DisbursementVerification.judge(
            claimed, .disputed(state: .completed, caller: "payroll", answer: .completed, named: "OY-9", terms), at: received)
        #expect(second.told.map { $0.string("trx_id") } == ["OY-9"])
    }

    @Test func `another amount is a contradiction whatever the state`() throws {
        let knowledge = DisbursementVerification.Knowledge.own(state: .completed, caller: "payroll", .init(amountRupiah: 10_000))
        let verdict = DisbursementVerification.judge(try report("000", amount: 20_000), knowledge, at: received)
        #expect(verdict.outcome(last: .distantPast) == "contradicted")
    }

    @Test func `it belongs to the caller whose payout it is`() throws {
        let knowledge = DisbursementVerification.Knowledge.own(state: .completed, caller: "payroll", .init())
        guard case .conclude(_, let drafts) = DisbursementVerification.judge(try report("000"), knowledge, at: received) else {
            throw CancellationError()
        }
        #expect(drafts.map(\.owner) == ["payroll"])
    }

    @Test func `what can't be found out waits`() throws {
        #expect(DisbursementVerification.judge(try report("000"), .unreadable("x"), at: patience).outcome(last: .distantPast) == "again")
    }
}
