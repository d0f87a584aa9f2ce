import Contract
import TestSupport
import Testing

@testable import Gateway

/// How much the resolver takes on at once: slow answers, thousands of payouts, a closed gate and a ledger that fails.
@Suite(.timeLimit(.minutes(1))) struct ResolverPaceTests {
    @Test func neverMoreThanABoundedNumberAtOnce() async throws {
        let fixture = PayoutFixture()
        for number in 0..<300 {
            fixture.ledger["pay-\(number)"] = Payout.stored(.unknown, named: "pay-\(number)")
        }
        fixture.clock.advance(by: .seconds(100))
        try await fixture.open { () async throws in
            for _ in 0..<300 { await fixture.upstream.next().answer("000") }
        }
        #expect(fixture.upstream.most <= PayoutLimits.turnsAtOnce)
        for number in 0..<300 { #expect(fixture.ledger["pay-\(number)"]?.state == .completed) }
    }

    /// What was approved is sent within a second, however many payouts OY! is slow to speak of.
    @Test func slowAnswersHoldUpNoneThatIsToBeSent() async throws {
        let fixture = PayoutFixture()
        for number in 0..<300 {
            fixture.ledger["pay-\(number)"] = Payout.stored(.unknown, named: "pay-\(number)")
        }
        fixture.clock.advance(by: .seconds(100))
        try await fixture.open { () async throws in
            var unanswered: [FakeUpstream.Attempt] = []
            for _ in 0..<PayoutLimits.turnsAtOnce { unanswered.append(await fixture.upstream.next()) }
            fixture.ledger["approved"] = Payout.stored(.recorded, named: "approved")
            await fixture.clock.untilSomebodySleeps(until: fixture.clock.now.advanced(by: PayoutLimits.resolverPause))
            fixture.clock.advance(by: PayoutLimits.resolverPause)
            let sent = await fixture.upstream.next()
            #expect(sent.request.target == "/api/remit")
            sent.answer("000 OY-1", about: "approved")
            try await fixture.ledger.until("approved") { $0.state == .completed }
            for attempt in unanswered { attempt.answer("000") }
            for _ in PayoutLimits.turnsAtOnce..<300 { await fixture.upstream.next().answer("000") }
        }
    }

    /// Thousands of payouts are not read each second to find that OY! is not to be asked about any of them.
    @Test func withTheGateClosedThoseToBeAskedAboutAreLeftAtTheFirst() async throws {
        let fixture = PayoutFixture()
        fixture.gate.isOpen = false
        for number in 0..<2 * PayoutLimits.duePage {
            fixture.ledger["pay-\(number)"] = Payout.stored(.unknown, named: "pay-\(number)")
        }
        fixture.clock.advance(by: .seconds(100))
        try await fixture.open { () async throws in
            await fixture.tick()
            await fixture.clock.untilTheResolverRests()
            #expect(fixture.gate.asked == 2)
        }
        #expect(fixture.upstream.most == 0)
    }

    @Test func withTheGateClosedNobodyIsAskedButTheLateAreCancelled() async throws {
        let fixture = PayoutFixture()
        fixture.gate.isOpen = false
        fixture.ledger["unknown"] = Payout.stored(.unknown, named: "unknown")
        fixture.ledger["late"] = Payout.stored(.recorded, named: "late")
        fixture.clock.advance(by: .seconds(900))
        try await fixture.open { () async throws in
            let late = try await fixture.processor.wait(
                for: "late", caller: "payroll", owner: "payroll", deadline: fixture.clock.now.advanced(by: .seconds(10)))
            #expect(late.state == .cancelled)
            await fixture.tick()
        }
        #expect(fixture.ledger["unknown"]?.version == Payout.stored(.unknown, named: "unknown").version)
        #expect(fixture.upstream.most == 0)
    }

    /// What OY! would say could not be written down: it is left alone, longer each time, until the ledger is back.
    @Test func whileTheLedgerCannotBeWrittenOYIsHardlyAsked() async throws {
        let fixture = PayoutFixture()
        for number in 0..<300 {
            fixture.ledger["pay-\(number)"] = Payout.stored(.unknown, named: "pay-\(number)")
        }
        fixture.clock.advance(by: .seconds(100))
        fixture.ledger.state.update { $0.isReadOnly = true }
        let batch = PayoutLimits.turnsAtOnce
        @Sendable func round() async {
            await fixture.clock.untilTheResolverRests()
            fixture.clock.advance(by: PayoutLimits.resolverPause)
        }
        try await fixture.open { () async throws in
            for _ in 0..<batch { await fixture.upstream.next().answer("000") }
            await round()
            for _ in 0..<batch { await fixture.upstream.next().answer("000") }
            await round()
            await fixture.clock.untilTheResolverRests()
            #expect(fixture.upstream.count == 2 * batch)
            fixture.ledger.state.update { $0.isReadOnly = false }
            fixture.clock.advance(by: PayoutLimits.resolverPause)
            for _ in 0..<300 { await fixture.upstream.next().answer("000") }
        }
        for number in 0..<300 { #expect(fixture.ledger["pay-\(number)"]?.state == .completed) }
    }
}
