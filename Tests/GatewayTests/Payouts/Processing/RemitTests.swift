import Contract
import TestSupport
import Testing

@testable import Gateway

/// Asking for a payout, through the processor: rules 1, 4, 6 and 7.
@Suite(.timeLimit(.minutes(1))) struct RemitTests {
    @Test func `rule 1: the intent is on disk before the first byte`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit()
            let attempt = await fixture.upstream.next()
            #expect(attempt.request.target == "/api/remit")
            #expect(attempt.request.body == PayoutIntent.sample.body)
            #expect(attempt.deadline == fixture.clock.now.advanced(by: .seconds(30)))
            #expect(fixture.ledger["pay-1"]?.state == .unknown)
            #expect(fixture.ledger["pay-1"]?.attempts == 1)
            attempt.answer("101 OY-1")
            #expect(try await answer.state == .inProgress)
            #expect(fixture.ledger["pay-1"]?.trxID == "OY-1")
        }
    }

    @Test func `rule 1: the outcome is on disk before the answer`() async throws {
        let (held, hold) = AsyncStream<Void>.makeStream()
        let holding = Once<Void>()
        let fixture = PayoutFixture(
            ledger: FakeLedger(hold: { change in
                guard change.payout?.payout.state == .inProgress else { return }
                hold.yield()
                await holding.value()
            }))
        try await fixture.open { () async throws in
            async let answer = fixture.remit(within: 5)
            await fixture.upstream.next().answer("101 OY-1")
            for await _ in held { break }
            // OY! has answered and the ledger is still writing: what the caller may hear is what is on disk.
            await fixture.untilWaiting(within: 5)
            fixture.clock.advance(by: .seconds(5))
            #expect(try await answer.state == .unknown)
            holding.come(())
            try await fixture.ledger.until("pay-1") { $0.state == .inProgress }
        }
    }

    @Test func `rule 4: concurrent calls share one flight and one answer`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let first = fixture.remit(within: 30)
            let attempt = await fixture.upstream.next()
            async let second = fixture.remit(within: 20)
            await fixture.untilWaiting(within: 20)
            attempt.answer("000 OY-1")
            let (one, other) = try await (first, second)
            #expect(one == other)
            #expect(one.state == .completed)
            #expect(fixture.ledger["pay-1"]?.attempts == 1)
        }
    }

    @Test func `rule 4: the same id later gives the recorded result`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let first = fixture.remit()
            await fixture.upstream.next().answer("209")
            #expect(try await first.state == .rejected)
            let again = try await fixture.remit()
            #expect(again.state == .rejected)
            #expect(again.oyCode == "209")
            #expect(fixture.ledger["pay-1"]?.attempts == 1)
        }
    }

    @Test func `rule 4: a payout that is not final gives its present state`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let first = fixture.remit(within: 5)
            await fixture.upstream.next().end(.unknown(AttemptFailure(.connectionClosed)))
            try await fixture.ledger.until("pay-1") { $0.version == 2 }
            await fixture.untilWaiting(within: 5)
            await fixture.skip(.seconds(5))
            #expect(try await first.state == .unknown)
            // The resolver asks meanwhile, and the caller calls again.
            let question = await fixture.upstream.next()
            #expect(try await fixture.remit().state == .unknown)
            question.answer("101")
        }
    }

    @Test func `rule 4: another body or caller is refused, in flight and later`() async throws {
        let fixture = PayoutFixture()
        var body = PayoutIntent.sample
        body.body = Array(#"{"amount":999}"#.utf8)
        var caller = PayoutIntent.sample
        caller.caller = "refunds"
        let others = [body, caller]
        try await fixture.open { () async throws in
            async let first = fixture.remit()
            let attempt = await fixture.upstream.next()
            for other in others {
                await #expect(throws: PayoutRefusal.idReused) { try await fixture.remit(other) }
            }
            attempt.answer("101 OY-1")
            _ = try await first
            for other in others {
                await #expect(throws: PayoutRefusal.idReused) { try await fixture.remit(other) }
            }
            // And while the resolver is at it.
            await fixture.skip(.seconds(61))
            let question = await fixture.upstream.next()
            for other in others {
                await #expect(throws: PayoutRefusal.idReused) { try await fixture.remit(other) }
            }
            question.answer("000")
        }
        #expect(fixture.ledger["pay-1"]?.attempts == 1)
    }

    @Test func `rule 6: a caller in a hurry is told the truth`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit(within: 2)
            let attempt = await fixture.upstream.next()
            await fixture.untilWaiting(within: 2)
            fixture.clock.advance(by: .milliseconds(1950))
            let payout = try await answer
            #expect(payout.state == .unknown)
            #expect(fixture.ledger["pay-1"]?.state == .unknown)
            attempt.answer("000 OY-1")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    @Test func `rule 6: without anything on disk nothing is claimed`() async throws {
        let holding = Once<Void>()
        let fixture = PayoutFixture(
            ledger: FakeLedger(hold: { change in
                if change.payout?.payout.version == 1 { await holding.value() }
            }))
        try await fixture.open { () async throws in
            async let refusal = fixture.refusal { try await fixture.remit(within: 2) }
            await fixture.untilWaiting(within: 2)
            fixture.clock.advance(by: .seconds(2))
            #expect(await refusal == .stillRecording)
            holding.come(())
            await fixture.upstream.next().end(.surelyUnsent(AttemptFailure(.connectTimedOut)))
        }
    }

    @Test func `a caller who goes away does not stop the payout`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            try await withThrowingTaskGroup(of: Payout.self) { group in
                group.addTask { try await fixture.remit() }
                let attempt = await fixture.upstream.next()
                group.cancelAll()
                let told = try await group.next()
                #expect(told?.state == .unknown)
                attempt.answer("000 OY-1")
            }
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    @Test func `rule 7: without a ledger nothing is sent`() async throws {
        let fixture = PayoutFixture()
        fixture.ledger.isBroken = true
        try await fixture.open { () async throws in
            await #expect(throws: PayoutRefusal.ledgerUnavailable) { try await fixture.remit() }
            fixture.ledger.isBroken = false
            // It heals by itself, and the first attempt that OY! sees is the one after it.
            async let answer = fixture.remit()
            await fixture.upstream.next().answer("101 OY-1")
            #expect(try await answer.attempts == 1)
        }
        #expect(fixture.observer.failures.value.contains(.unavailable(detail: "broken by the test")))
    }

    @Test func `rule 7: an outcome that cannot be written is found out again`() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit(within: 1.5)
            let attempt = await fixture.upstream.next()
            fixture.ledger.isBroken = true
            await fixture.untilWaiting(within: 1.5)
            attempt.answer("000 OY-1")
            try await fixture.observer.failures.wait(for: "a failure of the ledger") { !$0.isEmpty }
            fixture.clock.advance(by: .milliseconds(1450))
            #expect(try await answer.state == .unknown)
            fixture.ledger.isBroken = false
            await fixture.tick()
            let question = await fixture.upstream.next()
            #expect(question.request.target == "/api/remit-status")
            question.answer("000 OY-1")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    @Test func `the day's limit is the ledger's`() async throws {
        let fixture = PayoutFixture()
        let limit = DayLimit(day: second(-10)..<second(10), amountRupiah: 100_000, count: nil)
        try await fixture.open { () async throws in
            await #expect(throws: PayoutRefusal.dayLimitReached(DaySums())) {
                try await fixture.processor.remit(
                    .sample, caller: nil, dayLimit: limit, deadline: fixture.clock.now.advanced(by: .seconds(30)))
            }
        }
        #expect(fixture.ledger["pay-1"] == nil)
    }

    /// Held against one day and counted towards the next, it would let that one grow unseen.
    @Test func `what is asked for as the day ends belongs to the day that it is held against`() async throws {
        let fixture = PayoutFixture()
        fixture.clock.advance(by: .seconds(11))
        let limit = DayLimit(day: second(0)..<second(10), amountRupiah: nil, count: nil)
        try await fixture.open { () async throws in
            async let answer = fixture.processor.remit(
                .sample, caller: nil, dayLimit: limit, deadline: fixture.clock.now.advanced(by: .seconds(30)))
            await fixture.upstream.next().answer("101 OY-1")
            #expect(try await answer.createdAt == second(9.999))
        }
    }

    /// The attempt's end is reckoned by the wall clock, and its deadline by the other: that is an attempt's time away at most.
    @Test func `rule 3: a clock that is set back before the first byte gives the attempt no more time`() async throws {
        let (held, hold) = AsyncStream<Void>.makeStream()
        let goOn = Once<Void>()
        let fixture = PayoutFixture(
            ledger: FakeLedger(hold: { change in
                guard change.payout?.payout.version == 1 else { return }
                hold.yield()
                await goOn.value()
            }))
        try await fixture.open { () async throws in
            async let answer = fixture.remit()
            for await _ in held { break }
            fixture.clock.setBack(by: .seconds(600))
            goOn.come(())
            let attempt = await fixture.upstream.next()
            #expect(attempt.deadline == fixture.clock.now.advanced(by: defaults.attemptTimeout))
            attempt.answer("101 OY-1")
            _ = try await answer
        }
    }

    @Test func `with the gate closed it is recorded and sent later`() async throws {
        let fixture = PayoutFixture()
        fixture.gate.isOpen = false
        try await fixture.open { () async throws in
            async let answer = fixture.remit(within: 20)
            await fixture.untilWaiting(within: 20)
            await fixture.tick()
            fixture.gate.isOpen = true
            await fixture.tick()
            await fixture.upstream.next().answer("101 OY-1")
            #expect(try await answer.state == .inProgress)
        }
    }

    @Test func `after stopping nothing is taken on, and what was begun is ended`() async throws {
        let fixture = PayoutFixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await fixture.processor.run() }
            async let answer = fixture.remit()
            let attempt = await fixture.upstream.next()
            group.cancelAll()
            attempt.answer("000 OY-1")
            #expect(try await answer.state == .completed)
            try await group.waitForAll()
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
        var other = PayoutIntent.sample
        other.partnerTrxID = "pay-2"
        await #expect(throws: PayoutRefusal.shuttingDown) { try await fixture.remit(other) }
        #expect(fixture.ledger["pay-2"] == nil)
        #expect(fixture.gate.owed == 0)
    }
}
