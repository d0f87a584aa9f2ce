import Contract
import TestSupport
import Testing

@testable import Gateway

/// Asking for a payout, through the desk: rules 1, 4, 6 and 7.
@Suite(.timeLimit(.minutes(1))) struct RemitTests {
    @Test func `rule 1: the intent is on disk before the first byte`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit()
            let attempt = await office.upstream.next()
            #expect(attempt.request.target == "/api/remit")
            #expect(attempt.request.body == PayoutIntent.sample.body)
            #expect(attempt.deadline == office.clock.now.advanced(by: .seconds(30)))
            #expect(office.ledger["pay-1"]?.state == .unknown)
            #expect(office.ledger["pay-1"]?.attempts == 1)
            attempt.answer("101 OY-1")
            #expect(try await answer.state == .inProgress)
            #expect(office.ledger["pay-1"]?.trxID == "OY-1")
        }
    }

    @Test func `rule 1: the outcome is on disk before the answer`() async throws {
        let (held, hold) = AsyncStream<Void>.makeStream()
        let holding = Once<Void>()
        let office = Office(
            ledger: FakeLedger(hold: { change in
                guard change.payout?.payout.state == .inProgress else { return }
                hold.yield()
                await holding.value()
            }))
        try await office.open { () async throws in
            async let answer = office.remit(within: 5)
            await office.upstream.next().answer("101 OY-1")
            for await _ in held { break }
            // OY! has answered and the ledger is still writing: what the caller may hear is what is on disk.
            await office.untilWaiting(within: 5)
            office.clock.advance(by: .seconds(5))
            #expect(try await answer.state == .unknown)
            holding.come(())
            try await office.ledger.until("pay-1") { $0.state == .inProgress }
        }
    }

    @Test func `rule 4: concurrent calls share one flight and one answer`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let first = office.remit(within: 30)
            let attempt = await office.upstream.next()
            async let second = office.remit(within: 20)
            await office.untilWaiting(within: 20)
            attempt.answer("000 OY-1")
            let (one, other) = try await (first, second)
            #expect(one == other)
            #expect(one.state == .completed)
            #expect(office.ledger["pay-1"]?.attempts == 1)
        }
    }

    @Test func `rule 4: the same id later gives the recorded result`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let first = office.remit()
            await office.upstream.next().answer("209")
            #expect(try await first.state == .rejected)
            let again = try await office.remit()
            #expect(again.state == .rejected)
            #expect(again.oyCode == "209")
            #expect(office.ledger["pay-1"]?.attempts == 1)
        }
    }

    @Test func `rule 4: a payout that is not final gives its present state`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let first = office.remit(within: 5)
            await office.upstream.next().end(.unknown(AttemptFailure(.connectionClosed)))
            try await office.ledger.until("pay-1") { $0.version == 2 }
            await office.untilWaiting(within: 5)
            await office.skip(.seconds(5))
            #expect(try await first.state == .unknown)
            // The resolver asks meanwhile, and the caller calls again.
            let question = await office.upstream.next()
            #expect(try await office.remit().state == .unknown)
            question.answer("101")
        }
    }

    @Test func `rule 4: another body or caller is refused, in flight and later`() async throws {
        let office = Office()
        var body = PayoutIntent.sample
        body.body = Array(#"{"amount":999}"#.utf8)
        var caller = PayoutIntent.sample
        caller.caller = "refunds"
        let others = [body, caller]
        try await office.open { () async throws in
            async let first = office.remit()
            let attempt = await office.upstream.next()
            for other in others {
                await #expect(throws: PayoutRefusal.idReused) { try await office.remit(other) }
            }
            attempt.answer("101 OY-1")
            _ = try await first
            for other in others {
                await #expect(throws: PayoutRefusal.idReused) { try await office.remit(other) }
            }
            // And while the resolver is at it.
            await office.skip(.seconds(61))
            let question = await office.upstream.next()
            for other in others {
                await #expect(throws: PayoutRefusal.idReused) { try await office.remit(other) }
            }
            question.answer("000")
        }
        #expect(office.ledger["pay-1"]?.attempts == 1)
    }

    @Test func `rule 6: a caller in a hurry is told the truth`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit(within: 2)
            let attempt = await office.upstream.next()
            await office.untilWaiting(within: 2)
            office.clock.advance(by: .milliseconds(1950))
            let payout = try await answer
            #expect(payout.state == .unknown)
            #expect(office.ledger["pay-1"]?.state == .unknown)
            attempt.answer("000 OY-1")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    @Test func `rule 6: without anything on disk nothing is claimed`() async throws {
        let holding = Once<Void>()
        let office = Office(
            ledger: FakeLedger(hold: { change in
                if change.payout?.payout.version == 1 { await holding.value() }
            }))
        try await office.open { () async throws in
            async let refusal = office.refusal { try await office.remit(within: 2) }
            await office.untilWaiting(within: 2)
            office.clock.advance(by: .seconds(2))
            #expect(await refusal == .stillRecording)
            holding.come(())
            await office.upstream.next().end(.surelyUnsent(AttemptFailure(.connectTimedOut)))
        }
    }

    @Test func `a caller who goes away does not stop the payout`() async throws {
        let office = Office()
        try await office.open { () async throws in
            try await withThrowingTaskGroup(of: Payout.self) { group in
                group.addTask { try await office.remit() }
                let attempt = await office.upstream.next()
                group.cancelAll()
                let told = try await group.next()
                #expect(told?.state == .unknown)
                attempt.answer("000 OY-1")
            }
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    @Test func `rule 7: without a ledger nothing is sent`() async throws {
        let office = Office()
        office.ledger.isBroken = true
        try await office.open { () async throws in
            await #expect(throws: PayoutRefusal.ledgerUnavailable) { try await office.remit() }
            office.ledger.isBroken = false
            // It heals by itself, and the first attempt that OY! sees is the one after it.
            async let answer = office.remit()
            await office.upstream.next().answer("101 OY-1")
            #expect(try await answer.attempts == 1)
        }
        #expect(office.observer.failures.value.contains(.unavailable(detail: "broken by the test")))
    }

    @Test func `rule 7: an outcome that cannot be written is found out again`() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit(within: 1.5)
            let attempt = await office.upstream.next()
            office.ledger.isBroken = true
            await office.untilWaiting(within: 1.5)
            attempt.answer("000 OY-1")
            try await office.observer.failures.wait(for: "a failure of the ledger") { !$0.isEmpty }
            office.clock.advance(by: .milliseconds(1450))
            #expect(try await answer.state == .unknown)
            office.ledger.isBroken = false
            await office.tick()
            let question = await office.upstream.next()
            #expect(question.request.target == "/api/remit-status")
            question.answer("000 OY-1")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    @Test func `the day's limit is the ledger's`() async throws {
        let office = Office()
        let limit = DayLimit(day: second(-10)..<second(10), amountRupiah: 100_000, count: nil)
        try await office.open { () async throws in
            await #expect(throws: PayoutRefusal.dayLimitReached(DaySums())) {
                try await office.desk.remit(
                    .sample, caller: nil, dayLimit: limit, deadline: office.clock.now.advanced(by: .seconds(30)))
            }
        }
        #expect(office.ledger["pay-1"] == nil)
    }

    /// Held against one day and counted towards the next, it would let that one grow unseen.
    @Test func `what is asked for as the day ends belongs to the day that it is held against`() async throws {
        let office = Office()
        office.clock.advance(by: .seconds(11))
        let limit = DayLimit(day: second(0)..<second(10), amountRupiah: nil, count: nil)
        try await office.open { () async throws in
            async let answer = office.desk.remit(
                .sample, caller: nil, dayLimit: limit, deadline: office.clock.now.advanced(by: .seconds(30)))
            await office.upstream.next().answer("101 OY-1")
            #expect(try await answer.createdAt == second(9.999))
        }
    }

    /// The attempt's end is reckoned by the wall clock, and its deadline by the other: that is an attempt's time away at most.
    @Test func `rule 3: a clock that is set back before the first byte gives the attempt no more time`() async throws {
        let (held, hold) = AsyncStream<Void>.makeStream()
        let goOn = Once<Void>()
        let office = Office(
            ledger: FakeLedger(hold: { change in
                guard change.payout?.payout.version == 1 else { return }
                hold.yield()
                await goOn.value()
            }))
        try await office.open { () async throws in
            async let answer = office.remit()
            for await _ in held { break }
            office.clock.setBack(by: .seconds(600))
            goOn.come(())
            let attempt = await office.upstream.next()
            #expect(attempt.deadline == office.clock.now.advanced(by: defaults.attemptTimeout))
            attempt.answer("101 OY-1")
            _ = try await answer
        }
    }

    @Test func `with the gate closed it is recorded and sent later`() async throws {
        let office = Office()
        office.gate.isOpen = false
        try await office.open { () async throws in
            async let answer = office.remit(within: 20)
            await office.untilWaiting(within: 20)
            await office.tick()
            office.gate.isOpen = true
            await office.tick()
            await office.upstream.next().answer("101 OY-1")
            #expect(try await answer.state == .inProgress)
        }
    }

    @Test func `after stopping nothing is taken on, and what was begun is ended`() async throws {
        let office = Office()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await office.desk.run() }
            async let answer = office.remit()
            let attempt = await office.upstream.next()
            group.cancelAll()
            attempt.answer("000 OY-1")
            #expect(try await answer.state == .completed)
            try await group.waitForAll()
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
        var other = PayoutIntent.sample
        other.partnerTrxID = "pay-2"
        await #expect(throws: PayoutRefusal.shuttingDown) { try await office.remit(other) }
        #expect(office.ledger["pay-2"] == nil)
        #expect(office.gate.owed == 0)
    }
}
