import Contract
import TestSupport
import Testing

@testable import Gateway

/// How much the resolver takes on at once: slow answers, thousands of payouts, a closed gate and a ledger that fails.
@Suite(.timeLimit(.minutes(1))) struct ResolverPaceTests {
    @Test func neverMoreThanABoundedNumberAtOnce() async throws {
        let office = Office()
        for number in 0..<300 {
            office.ledger["pay-\(number)"] = Payout.stored(.unknown, named: "pay-\(number)")
        }
        office.clock.advance(by: .seconds(100))
        try await office.open { () async throws in
            for _ in 0..<300 { await office.upstream.next().answer("000") }
        }
        #expect(office.upstream.most <= PayoutLimits.turnsAtOnce)
        for number in 0..<300 { #expect(office.ledger["pay-\(number)"]?.state == .completed) }
    }

    /// What was approved is sent within a second, however many payouts OY! is slow to speak of.
    @Test func slowAnswersHoldUpNoneThatIsToBeSent() async throws {
        let office = Office()
        for number in 0..<300 {
            office.ledger["pay-\(number)"] = Payout.stored(.unknown, named: "pay-\(number)")
        }
        office.clock.advance(by: .seconds(100))
        try await office.open { () async throws in
            var unanswered: [FakeUpstream.Attempt] = []
            for _ in 0..<PayoutLimits.turnsAtOnce { unanswered.append(await office.upstream.next()) }
            office.ledger["approved"] = Payout.stored(.recorded, named: "approved")
            await office.clock.untilSomebodySleeps(until: office.clock.now.advanced(by: PayoutLimits.resolverPause))
            office.clock.advance(by: PayoutLimits.resolverPause)
            let sent = await office.upstream.next()
            #expect(sent.request.target == "/api/remit")
            sent.answer("000 OY-1", about: "approved")
            try await office.ledger.until("approved") { $0.state == .completed }
            for attempt in unanswered { attempt.answer("000") }
            for _ in PayoutLimits.turnsAtOnce..<300 { await office.upstream.next().answer("000") }
        }
    }

    /// Thousands of payouts are not read each second to find that OY! is not to be asked about any of them.
    @Test func withTheGateClosedThoseToBeAskedAboutAreLeftAtTheFirst() async throws {
        let office = Office()
        office.gate.isOpen = false
        for number in 0..<2 * PayoutLimits.duePage {
            office.ledger["pay-\(number)"] = Payout.stored(.unknown, named: "pay-\(number)")
        }
        office.clock.advance(by: .seconds(100))
        try await office.open { () async throws in
            await office.tick()
            await office.clock.untilTheResolverRests()
            #expect(office.gate.asked == 2)
        }
        #expect(office.upstream.most == 0)
    }

    @Test func withTheGateClosedNobodyIsAskedButTheLateAreCancelled() async throws {
        let office = Office()
        office.gate.isOpen = false
        office.ledger["unknown"] = Payout.stored(.unknown, named: "unknown")
        office.ledger["late"] = Payout.stored(.recorded, named: "late")
        office.clock.advance(by: .seconds(900))
        try await office.open { () async throws in
            let late = try await office.desk.wait(
                for: "late", caller: "payroll", owner: "payroll", deadline: office.clock.now.advanced(by: .seconds(10)))
            #expect(late.state == .cancelled)
            await office.tick()
        }
        #expect(office.ledger["unknown"]?.version == Payout.stored(.unknown, named: "unknown").version)
        #expect(office.upstream.most == 0)
    }

    /// What OY! would say could not be written down: it is left alone, longer each time, until the ledger is back.
    @Test func whileTheLedgerCannotBeWrittenOYIsHardlyAsked() async throws {
        let office = Office()
        for number in 0..<300 {
            office.ledger["pay-\(number)"] = Payout.stored(.unknown, named: "pay-\(number)")
        }
        office.clock.advance(by: .seconds(100))
        office.ledger.state.update { $0.isReadOnly = true }
        let batch = PayoutLimits.turnsAtOnce
        @Sendable func round() async {
            await office.clock.untilTheResolverRests()
            office.clock.advance(by: PayoutLimits.resolverPause)
        }
        try await office.open { () async throws in
            for _ in 0..<batch { await office.upstream.next().answer("000") }
            await round()
            for _ in 0..<batch { await office.upstream.next().answer("000") }
            await round()
            await office.clock.untilTheResolverRests()
            #expect(office.upstream.count == 2 * batch)
            office.ledger.state.update { $0.isReadOnly = false }
            office.clock.advance(by: PayoutLimits.resolverPause)
            for _ in 0..<300 { await office.upstream.next().answer("000") }
        }
        for number in 0..<300 { #expect(office.ledger["pay-\(number)"]?.state == .completed) }
    }
}
