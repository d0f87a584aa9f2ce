import Contract
import TestSupport
import Testing

@testable import Gateway

/// Rule 5, through the desk: what was begun is finished.
@Suite(.timeLimit(.minutes(1))) struct ResolverTests {
    @Test func anAcceptedPayoutIsAskedAboutAfterAMinute() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit()
            await office.upstream.next().answer("101 OY-1")
            _ = try await answer
            await office.skip(.seconds(60))
            let question = await office.upstream.next()
            #expect(question.request.target == "/api/remit-status")
            #expect(question.request.body == Array("pay-1".utf8))
            question.answer("000")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    @Test func afterARestartEverythingOpenIsPickedUp() async throws {
        let office = Office()
        office.ledger["unknown"] = Payout.stored(.unknown, named: "unknown")
        office.ledger["accepted"] = Payout.stored(.inProgress, named: "accepted")
        office.ledger["recorded"] = Payout.stored(.recorded, named: "recorded")
        office.ledger["paid"] = Payout.stored(.completed, named: "paid")
        office.clock.advance(by: .seconds(100))
        try await office.open { () async throws in
            var asked: Set<String> = []
            for _ in 0..<3 {
                let attempt = await office.upstream.next()
                asked.insert(attempt.request.target)
                attempt.answer("000 OY-1", about: attempt.request.target == "/api/remit" ? "recorded" : nil)
            }
            #expect(asked == ["/api/remit", "/api/remit-status"])
        }
        for id in ["unknown", "accepted", "recorded", "paid"] { #expect(office.ledger[id]?.state == .completed) }
    }

    /// Rule 3: attempts go as whom the payout was sent, or not at all, and to another partner nothing is put.
    @Test func aPayoutStaysWithWhomItWasSentAs() async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit()
            let attempt = await office.upstream.next()
            #expect(attempt.partner == .sample)
            attempt.answer("101 OY-1")
            _ = try await answer
            office.upstream.partner = .another
            await office.skip(.seconds(60))
            try await office.observer.alarms.wait(for: "an alarm") { !$0.isEmpty }
            #expect(office.observer.alarms.value == [.sentAsAnotherPartner])
            await office.tick()
            #expect(office.upstream.count == 1)
            office.upstream.partner = .sample
            await office.skip(.seconds(3_600))
            let question = await office.upstream.next()
            #expect(question.request.target == "/api/remit-status")
            #expect(question.partner == .sample)
            question.answer("000")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    @Test func notFoundForLongEnoughIsSentAgain() async throws {
        let office = Office()
        office.ledger["pay-1"] = Payout.stored(.unknown, named: "pay-1")
        office.clock.advance(by: .seconds(100))
        try await office.open { () async throws in
            await office.upstream.next().answer("204")
            let again = await office.upstream.next()
            #expect(again.request.target == "/api/remit")
            #expect(again.request.body == PayoutIntent.sample.body)
            #expect(office.ledger["pay-1"]?.attempts == 2)
            again.answer("203")
        }
        #expect(office.ledger["pay-1"]?.state == .unknown)
        #expect(office.ledger["pay-1"]?.isAcknowledged == true)
    }

    /// An end is told once: not what stands on the way to it, nor what is written down of the payout later.
    @Test func anEndIsToldOnce() async throws {
        let office = Office()
        office.ledger["pay-1"] = Payout.stored(.unknown, named: "pay-1")
        try await office.open { () async throws in
            await office.skip(.seconds(120))
            await office.upstream.next().answer("102 OY-1")
            try await office.ledger.until("pay-1") { $0.state == .inProgress }
            #expect(office.observer.ends.value.isEmpty)
            await office.skip(.seconds(120))
            await office.upstream.next().answer("300 OY-1")
            try await office.ledger.until("pay-1") { $0.state == .failed }
            let failed = try #require(office.ledger["pay-1"])
            let marked = try await office.hears(of: failed)
            #expect(marked.livesOnSince != nil)
        }
        #expect(office.observer.ends.value.map(\.state) == [.failed])
    }

    /// By a row that has grown old OY! is not asked: nothing could be written down of it.
    @Test func anOldRowAsksNothing() async throws {
        let office = Office()
        let old = Payout.stored(.unknown, named: "pay-1")
        var present = old
        present.version += 1
        present.state = .completed
        present.finalAt = present.createdAt
        present.nextActionAt = nil
        office.ledger["pay-1"] = present
        try await office.open { () async throws in
            office.upstream.giveUp()
            office.desk.askNow(about: old)
            // Comes after what was begun.
            let found = try await office.hears(of: old)
            #expect(found.state == .completed)
        }
        #expect(office.upstream.count == 0)
    }

    @Test func alarmsReachTheOperators() async throws {
        let office = Office()
        office.ledger["pay-1"] = Payout.stored(.unknown, named: "pay-1")
        office.clock.advance(by: .seconds(100))
        try await office.open { () async throws in
            await office.upstream.next().answer("208")
        }
        #expect(office.observer.alarms.value == [.credentialsRefused(code: "208")])
    }
}
