import Contract
import TestSupport
import Testing

@testable import Gateway

/// What may be paid, at the dispatcher: what a caller hears, that nothing is sent, and that what was recorded is always
/// answered for.
@Suite(.timeLimit(.minutes(1))) struct RemitPolicyTests {
    private static func remit(_ id: String = "pay-1", amount: Int64 = 100_000, bank: String = "014") -> String {
        #"{"recipient_bank":"\#(bank)","recipient_account":"1239812390","amount":\#(amount),"partner_trx_id":"\#(id)"}"#
    }

    private static let inquiry = #"{"recipient_bank":"014","recipient_account":"1239812390"}"#
    private static let confirmed = AttemptOutcome.said("000", #""recipient_name":"Budi","recipient_bank":"014""#)
    private static let accepted = AttemptOutcome.said("101", #""trx_id":"OY-1","partner_trx_id":"pay-1""#)

    private func payroll(_ policy: PayoutPolicy) -> Caller {
        var caller = Caller.payroll
        caller.payouts = policy
        return caller
    }

    private func gateway(
        _ policy: PayoutPolicy, _ outcomes: [AttemptOutcome] = [], clock: any Timekeeper & TimerSource = ManualClock()
    ) throws -> TestGateway {
        try TestGateway(ScriptedUpstream(outcomes), clock: clock, callers: [payroll(policy), .refunds, .chief])
    }

    // MARK: Each row

    @Test(arguments: [
        (PayoutPolicy(maximumAmount: 99_999), RPCCode.permissionDenied, "PAYOUT_AMOUNT_NOT_ALLOWED"),
        (PayoutPolicy(banks: ["008"]), .permissionDenied, "PAYOUT_BANK_NOT_ALLOWED"),
        (PayoutPolicy(dailyAmount: 99_999), .resourceExhausted, "DAILY_LIMIT_REACHED"),
        (PayoutPolicy(dailyCount: 0), .resourceExhausted, "DAILY_LIMIT_REACHED"),
        (PayoutPolicy(inquiry: .seconds(60)), .failedPrecondition, "INQUIRY_REQUIRED"),
    ])
    func isRefused(policy: PayoutPolicy, code: RPCCode, reason: String) async throws {
        // An attempt would be one more than the script has.
        let gateway = try gateway(policy)
        try await gateway.open {
            let error = try await gateway.failure("Remit", Self.remit())
            #expect(error.code == code)
            #expect(error.reason == reason)
            #expect(error.domain == .gateway)
            #expect(error.metadata["partner_trx_id"] == "pay-1")
            #expect(error.message.hasSuffix("nothing was sent"))
        }
        #expect(gateway.ledger["pay-1"] == nil)
        #expect(gateway.entries.last?.outcome == AuditOutcome(code: code.name, reason: reason))
    }

    @Test func oneWithinEveryLimitIsPaid() async throws {
        let policy = PayoutPolicy(
            maximumAmount: 100_000, dailyAmount: 100_000, dailyCount: 1, banks: ["014"], inquiry: .seconds(60),
            approvalAbove: 100_000)
        let gateway = try gateway(policy, [Self.confirmed, Self.accepted])
        try await gateway.open {
            _ = try await gateway.call("InquireAccount", Self.inquiry).get()
            #expect(try await gateway.call("Remit", Self.remit()).get().integer("state") == PayoutState.inProgress.number)
        }
    }

    @Test func aLimitOfOneCallerIsNobodyElses() async throws {
        let gateway = try gateway(PayoutPolicy(maximumAmount: 1, dailyCount: 0, banks: []), [Self.accepted])
        try await gateway.open {
            _ = try await gateway.call("Remit", Self.remit(), as: .refunds).get()
        }
    }

    // MARK: The day

    @Test func theDayEndsAtMidnightInTheConfiguredZone() async throws {
        let clock = ManualClock()
        let gateway = try gateway(PayoutPolicy(dailyAmount: 150_000, dailyCount: 5), [Self.accepted, .said("101", #""trx_id":"OY-3""#)], clock: clock)
        try await gateway.open {
            _ = try await gateway.call("Remit", Self.remit()).get()
            let error = try await gateway.failure("Remit", Self.remit("pay-2"))
            #expect(error.reason == "DAILY_LIMIT_REACHED")
            // It is 15:00 in Jakarta.
            #expect(error.retryDelay == .seconds(9 * 3_600))
            #expect(error.metadata["day_ends_at"] == "2027-01-15T17:00:00.000Z")
            #expect(error.metadata["daily_amount"] == "150000")
            #expect(error.metadata["daily_count"] == "5")
            #expect(error.metadata["counted_amount"] == "100000")
            #expect(error.metadata["counted_count"] == "1")
            // What is asked next day fits again.
            var first = try #require(gateway.ledger["pay-1"])
            first.nextActionAt = second(900_000)
            gateway.ledger["pay-1"] = first
            clock.advance(by: .seconds(9 * 3_600))
            _ = try await gateway.call("Remit", Self.remit("pay-3")).get()
        }
    }

    @Test(arguments: PayoutState.allCases) func aPayoutCountsAsItsStateSays(state: PayoutState) async throws {
        let gateway = try gateway(PayoutPolicy(dailyCount: 1), state.countsTowardsDay ? [] : [.said("101", #""trx_id":"OY-2""#)])
        var other = PayoutMachine.resting(in: state).payout
        other.nextActionAt = other.nextActionAt.map { _ in second(3_000) }
        gateway.ledger["pay-1"] = other
        try await gateway.open {
            let result = try await gateway.call("Remit", Self.remit("pay-2"))
            #expect(result.error?.reason == (state.countsTowardsDay ? "DAILY_LIMIT_REACHED" : nil))
        }
    }

    // MARK: What is recorded already

    /// Never an error that invites paying again: whatever the policy says by now.
    @Test(arguments: [
        PayoutPolicy(maximumAmount: 1), PayoutPolicy(banks: ["008"]), PayoutPolicy(dailyAmount: 1), PayoutPolicy(dailyCount: 1),
        PayoutPolicy(inquiry: .seconds(60)), PayoutPolicy(approvalAbove: 0),
    ])
    func aRetryIsAnsweredWithWhatIsRecorded(policy: PayoutPolicy) async throws {
        let gateway = try gateway(PayoutPolicy(), [Self.accepted])
        try await gateway.open {
            _ = try await gateway.call("Remit", Self.remit()).get()
            gateway.callers.replace(by: CallerDirectory([payroll(policy)]))
            let again = try await gateway.call("Remit", Self.remit()).get()
            #expect(again.integer("state") == PayoutState.inProgress.number)
            #expect(again.string("trx_id") == "OY-1")
            // Another payout under its name is another's still.
            #expect(try await gateway.failure("Remit", Self.remit(amount: 200_000)).reason == "PAYOUT_ID_REUSED")
        }
        #expect(gateway.ledger.state.value.payouts.count == 1)
    }

    /// The flight is not on disk yet, so the ledger alone would say that there is nothing.
    @Test func aRetryWhileItIsBeingRecordedSharesItsFlight() async throws {
        let gate = Gate()
        let upstream = FakeUpstream()
        let ledger = FakeLedger { change in if change.payout != nil { await gate.pass() } }
        let clock = ManualClock()
        let gateway = try TestGateway(upstream, clock: clock, ledger: ledger, callers: [payroll(PayoutPolicy())])
        try await gateway.open {
            async let first = gateway.call("Remit", Self.remit())
            try await gate.untilSomebodyWaits()
            gateway.callers.replace(by: CallerDirectory([payroll(PayoutPolicy(maximumAmount: 1))]))
            async let second = gateway.call("Remit", Self.remit(), within: .seconds(20))
            await clock.untilSomebodySleeps(until: clock.now.advanced(by: .seconds(20) - DeadlineMargin.payout.longest))
            gate.open()
            await upstream.next().end(Self.accepted)
            let states = try await [first.get(), second.get()].map { $0.integer("state") }
            #expect(states == [PayoutState.inProgress.number, PayoutState.inProgress.number])
        }
    }

    // MARK: Inquiry

    @Test func onlyASuccessfulInquiryOfTheSameCallerAboutTheSameAccountInTimeCounts() async throws {
        let clock = ManualClock()
        let gateway = try gateway(
            PayoutPolicy(inquiry: .seconds(100)),
            [.said("209"), Self.confirmed, Self.confirmed, Self.confirmed, Self.accepted, Self.confirmed, .said("101", #""trx_id":"OY-2""#)],
            clock: clock)
        let other = #"{"recipient_bank":"014","recipient_account":"999"}"#
        let otherBank = #"{"recipient_bank":"01","recipient_account":"41239812390"}"#
        try await gateway.open {
            _ = try await gateway.failure("InquireAccount", Self.inquiry)
            _ = try await gateway.call("InquireAccount", other).get()
            #expect(try await gateway.failure("InquireAccount", otherBank).message.contains("names_another_recipient"))
            #expect(try await gateway.failure("Remit", Self.remit()).reason == "INQUIRY_REQUIRED")
            _ = try await gateway.call("InquireAccount", Self.inquiry).get()
            _ = try await gateway.call("Remit", Self.remit()).get()
            var first = try #require(gateway.ledger["pay-1"])
            first.nextActionAt = second(3_000)
            gateway.ledger["pay-1"] = first
            clock.advance(by: .seconds(101))
            #expect(try await gateway.failure("Remit", Self.remit("pay-2")).reason == "INQUIRY_REQUIRED")
            _ = try await gateway.call("InquireAccount", Self.inquiry).get()
            _ = try await gateway.call("Remit", Self.remit("pay-2")).get()
        }
        // Written with the call's entry, in one commit, and nothing of the number in it.
        let written = gateway.ledger.state.value.confirmations
        #expect(written.count == 2, "of each account the last; asked about another bank, OY! spoke of 014: that one was not looked up, nor was 014")
        #expect(written.allSatisfy { $0.caller == "payroll" && !$0.account.contains("1239812390") })
    }

    @Test func anInquiryOfACallerThatNeedsNoneWritesNothing() async throws {
        let gateway = try gateway(PayoutPolicy(), [Self.confirmed])
        _ = try await gateway.call("InquireAccount", Self.inquiry).get()
        #expect(gateway.ledger.state.value.confirmations.isEmpty)
    }

    @Test func withoutALedgerNothingIsConfirmedAndNothingPaid() async throws {
        let gateway = try gateway(PayoutPolicy(inquiry: .seconds(100)), [Self.confirmed])
        gateway.ledger.isBroken = true
        try await gateway.open {
            // OY! did answer; the operator hears that it could not be written.
            _ = try await gateway.call("InquireAccount", Self.inquiry).get()
            #expect(gateway.log.failed.count == 1)
            #expect(try await gateway.failure("Remit", Self.remit()).reason == "LEDGER_UNAVAILABLE")
        }
    }

    // MARK: Four eyes

    private static let ask = #"{"partner_trx_id":"pay-1","reason":"as agreed"}"#

    @Test func moreThanApprovalAboveWaitsForAnotherPerson() async throws {
        let clock = ManualClock()
        let upstream = FakeUpstream()
        let gateway = try TestGateway(
            upstream, clock: clock, callers: [payroll(PayoutPolicy(approvalAbove: 99_999)), .chief])
        try await gateway.open {
            let answer = try await gateway.call("Remit", Self.remit()).get()
            #expect(answer.integer("state") == PayoutState.awaitingApproval.number)
            let again = try await gateway.call("Remit", Self.remit()).get()
            #expect(again.integer("state") == PayoutState.awaitingApproval.number)
            clock.advance(by: .seconds(7_200))
            let seen = try await gateway.call("ListPayouts", #"{"states":["PAYOUT_STATE_AWAITING_APPROVAL"]}"#, as: .chief).get()
            #expect(seen.messages("payouts").map { $0.string("partner_trx_id") } == ["pay-1"])
            let approved = try await gateway.call("ApprovePayout", Self.ask, as: .chief).get().message("payout")
            #expect(approved?.integer("state") == PayoutState.recorded.number)
            #expect(approved?.string("decided_by") == "chief")
            #expect(approved?.string("reason") == "as agreed")
            // send_for counts from now on.
            #expect(gateway.ledger["pay-1"]?.sendUntil == second(7_200 + 900))
            await clock.untilTheResolverRests()
            clock.advance(by: PayoutLimits.resolverPause)
            await upstream.next().end(Self.accepted)
            try await gateway.ledger.until("pay-1") { $0.state == .inProgress }
        }
        let decided = try #require(gateway.entries.first { $0.detail?.hasPrefix("approved by chief") == true })
        #expect(decided.detail == "approved by chief: as agreed")
        #expect(decided.caller?.uid == Caller.chief.uid)
    }

    @Test func aDeclinedOneIsNeverSent() async throws {
        let gateway = try gateway(PayoutPolicy(approvalAbove: 0))
        try await gateway.open {
            _ = try await gateway.call("Remit", Self.remit()).get()
            #expect(try await gateway.failure("DeclinePayout", #"{"partner_trx_id":"pay-1"}"#, as: .chief).code == .invalidArgument)
            let declined = try await gateway.call("DeclinePayout", Self.ask, as: .chief).get().message("payout")
            #expect(declined?.integer("state") == PayoutState.cancelled.number)
            let error = try await gateway.failure("Remit", Self.remit())
            #expect(error.reason == "PAYOUT_CANCELLED")
            #expect(error.metadata["cancel_reason"] == "as agreed")
            #expect(try await gateway.failure("ApprovePayout", Self.ask, as: .chief).reason == "PAYOUT_DECISION_NOT_POSSIBLE")
        }
    }

    @Test func nobodyApprovesItsOwn() async throws {
        // One person with two names, and one name with two uids.
        let otherSelf = Caller(name: "boss", uid: Caller.payroll.uid, executable: "/usr/bin/boss", role: .approver)
        let sameName = Caller(name: Caller.payroll.name, uid: 1099, role: .approver)
        let gateway = try TestGateway(
            ScriptedUpstream([]), clock: ManualClock(), callers: [payroll(PayoutPolicy(approvalAbove: 0)), otherSelf, .auditor, .ops])
        try await gateway.open {
            _ = try await gateway.call("Remit", Self.remit()).get()
            for method in ["ApprovePayout", "DeclinePayout"] {
                #expect(try await gateway.failure(method, Self.ask, as: otherSelf).reason == "PAYOUT_NEEDS_ANOTHER_PERSON")
                for caller in [Caller.payroll, .auditor, .ops] {
                    #expect(try await gateway.failure(method, Self.ask, as: caller).reason == "METHOD_NOT_ALLOWED")
                }
            }
            gateway.callers.replace(by: CallerDirectory([sameName]))
            #expect(try await gateway.failure("ApprovePayout", Self.ask, as: sameName).reason == "PAYOUT_NEEDS_ANOTHER_PERSON")
        }
        #expect(gateway.ledger["pay-1"]?.state == .awaitingApproval)
    }

    @Test func anApproverWithdrawsNothingOfOthers() async throws {
        let chief = Caller(name: "chief", uid: 1006, role: .approver, methods: [MethodPattern("*")!])
        let gateway = try TestGateway(
            ScriptedUpstream([]), clock: ManualClock(), callers: [payroll(PayoutPolicy(approvalAbove: 0)), chief, .ops])
        try await gateway.open {
            _ = try await gateway.call("Remit", Self.remit()).get()
            #expect(try await gateway.failure("CancelPayout", Self.ask, as: chief).reason == "PAYOUT_NOT_FOUND")
            _ = try await gateway.call("CancelPayout", Self.ask).get()
        }
        #expect(gateway.ledger["pay-1"]?.state == .cancelled)
    }

    @Test func oneThatNobodyApprovesExpires() async throws {
        let clock = ManualClock()
        let gateway = try gateway(PayoutPolicy(approvalAbove: 0), clock: clock)
        try await gateway.open {
            _ = try await gateway.call("Remit", Self.remit()).get()
            await clock.untilTheResolverRests()
            clock.advance(by: .seconds(86_399))
            await clock.untilTheResolverRests()
            #expect(gateway.ledger["pay-1"]?.state == .awaitingApproval)
            clock.advance(by: .seconds(1))
            try await gateway.ledger.until("pay-1") { $0.state == .cancelled }
            #expect(gateway.ledger["pay-1"]?.reason == "was not approved in time")
        }
    }
}

/// Holds whoever passes until it is opened.
private final class Gate: Sendable {
    private let state = Observed((isOpen: false, waiting: 0))

    func pass() async {
        state.update { $0.waiting += 1 }
        _ = try? await state.wait(for: "the gate to open") { $0.isOpen }
    }

    func untilSomebodyWaits() async throws {
        try await state.wait(for: "somebody at the gate") { $0.waiting > 0 }
    }

    func open() {
        state.update { $0.isOpen = true }
    }
}
