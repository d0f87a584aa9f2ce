import Contract
import TestSupport
import Testing

@testable import Gateway

/// Rule 5, through the processor: what was begun is finished.
@Suite(.timeLimit(.minutes(1))) struct ResolverTests {
    @Test func anAcceptedPayoutIsAskedAboutAfterAMinute() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit()
            await fixture.upstream.next().answer("101 OY-1")
            _ = try await answer
            await fixture.skip(.seconds(60))
            let question = await fixture.upstream.next()
            #expect(question.request.target == "/api/remit-status")
            #expect(question.request.body == Array("pay-1".utf8))
            question.answer("000")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    @Test func afterARestartEverythingOpenIsPickedUp() async throws {
        let fixture = PayoutFixture()
        fixture.ledger["unknown"] = Payout.stored(.unknown, named: "unknown")
        fixture.ledger["accepted"] = Payout.stored(.inProgress, named: "accepted")
        fixture.ledger["recorded"] = Payout.stored(.recorded, named: "recorded")
        fixture.ledger["paid"] = Payout.stored(.completed, named: "paid")
        fixture.clock.advance(by: .seconds(100))
        try await fixture.open { () async throws in
            var asked: Set<String> = []
            for _ in 0..<3 {
                let attempt = await fixture.upstream.next()
                asked.insert(attempt.request.target)
                attempt.answer("000 OY-1", about: attempt.request.target == "/api/remit" ? "recorded" : nil)
            }
            #expect(asked == ["/api/remit", "/api/remit-status"])
        }
        for id in ["unknown", "accepted", "recorded", "paid"] { #expect(fixture.ledger[id]?.state == .completed) }
    }

    /// Rule 3: attempts go as whom the payout was sent, or not at all, and to another partner nothing is put.
    @Test func aPayoutStaysWithWhomItWasSentAs() async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            async let answer = fixture.remit()
            let attempt = await fixture.upstream.next()
            #expect(attempt.partner == .sample)
            attempt.answer("101 OY-1")
            _ = try await answer
            fixture.upstream.partner = .another
            await fixture.skip(.seconds(60))
            try await fixture.observer.alarms.wait(for: "an alarm") { !$0.isEmpty }
            #expect(fixture.observer.alarms.value == [.sentAsAnotherPartner])
            await fixture.tick()
            #expect(fixture.upstream.count == 1)
            fixture.upstream.partner = .sample
            await fixture.skip(.seconds(3_600))
            let question = await fixture.upstream.next()
            #expect(question.request.target == "/api/remit-status")
            #expect(question.partner == .sample)
            question.answer("000")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    @Test func notFoundForLongEnoughIsSentAgain() async throws {
        let fixture = PayoutFixture()
        fixture.ledger["pay-1"] = Payout.stored(.unknown, named: "pay-1")
        fixture.clock.advance(by: .seconds(100))
        try await fixture.open { () async throws in
            await fixture.upstream.next().answer("204")
            let again = await fixture.upstream.next()
            #expect(again.request.target == "/api/remit")
            #expect(again.request.body == PayoutIntent.sample.body)
            #expect(fixture.ledger["pay-1"]?.attempts == 2)
            again.answer("203")
        }
        #expect(fixture.ledger["pay-1"]?.state == .unknown)
        #expect(fixture.ledger["pay-1"]?.isAcknowledged == true)
    }

    /// An end is told once: not what stands on the way to it, nor what is written down of the payout later.
    @Test func anEndIsToldOnce() async throws {
        let fixture = PayoutFixture()
        fixture.ledger["pay-1"] = Payout.stored(.unknown, named: "pay-1")
        try await fixture.open { () async throws in
            await fixture.skip(.seconds(120))
            await fixture.upstream.next().answer("102 OY-1")
            try await fixture.ledger.until("pay-1") { $0.state == .inProgress }
            #expect(fixture.observer.ends.value.isEmpty)
            await fixture.skip(.seconds(120))
            await fixture.upstream.next().answer("300 OY-1")
            try await fixture.ledger.until("pay-1") { $0.state == .failed }
            let failed = try #require(fixture.ledger["pay-1"])
            let marked = try await fixture.hears(of: failed)
            #expect(marked.livesOnSince != nil)
        }
        #expect(fixture.observer.ends.value.map(\.state) == [.failed])
    }

    /// By a row that has grown old OY! is not asked: nothing could be written down of it.
    @Test func anOldRowAsksNothing() async throws {
        let fixture = PayoutFixture()
        let old = Payout.stored(.unknown, named: "pay-1")
        var present = old
        present.version += 1
        present.state = .completed
        present.finalAt = present.createdAt
        present.nextActionAt = nil
        fixture.ledger["pay-1"] = present
        try await fixture.open { () async throws in
            fixture.upstream.giveUp()
            fixture.processor.askNow(about: old)
            // Comes after what was begun.
            let found = try await fixture.hears(of: old)
            #expect(found.state == .completed)
        }
        #expect(fixture.upstream.count == 0)
    }

    @Test func alarmsReachTheOperators() async throws {
        let fixture = PayoutFixture()
        fixture.ledger["pay-1"] = Payout.stored(.unknown, named: "pay-1")
        fixture.clock.advance(by: .seconds(100))
        try await fixture.open { () async throws in
            await fixture.upstream.next().answer("208")
        }
        #expect(fixture.observer.alarms.value == [.credentialsRefused(code: "208")])
    }
}
