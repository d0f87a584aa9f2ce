import Contract
import TestSupport
import Testing

@testable import Gateway

/// A clock that was set back leaves turns that are too far away: none of them is waited for.
@Suite(.timeLimit(.minutes(1))) struct ClockSetBackTests {
    /// A clock that was set back leaves turns that are years away: they are taken at the start.
    @Test func aClockThatWasSetBackSilencesNothing() async throws {
        let office = Office()
        var payout = Payout.stored(.unknown, named: "pay-1")
        payout.nextActionAt = second(400 * 86_400)
        office.ledger["pay-1"] = payout
        try await office.open { () async throws in
            await office.upstream.next().answer("000")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    /// A turn that is no farther away than any may be shows only by when it was written down that the clock was set back.
    @Test(arguments: [PayoutState.unknown, .recorded])
    func aClockThatWasSetBackALittleSilencesNothing(state: PayoutState) async throws {
        let office = Office()
        for (name, writtenAt) in [("pay-1", 3_600.0), ("pay-2", 0)] {
            var payout = Payout.stored(state, named: name)
            payout.updatedAt = second(writtenAt)
            payout.nextActionAt = second(3_630)
            payout.sendUntil = second(4_500)
            office.ledger[name] = payout
        }
        try await office.open { () async throws in
            await office.upstream.next().answer("000 OY-1", about: "pay-1")
            try await office.ledger.until("pay-1") { $0.state == .completed }
            await office.tick()
        }
        #expect(office.upstream.count == 1, "the other's turn is as far away as it was meant to be")
        #expect(office.ledger["pay-2"]?.state == state)
    }

    /// And those that are written down while it is ahead, once it is set back: what is due in half an hour must not wait longer, either.
    @Test(arguments: [(400 * 86_400, 3_600), (1_800, 60)])
    func aClockThatIsSetBackMeanwhileSilencesNothing(due: Double, setBack: Int) async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.clock.untilTheResolverRests()
            var payout = Payout.stored(.unknown, named: "pay-1")
            payout.nextActionAt = second(due)
            office.ledger["pay-1"] = payout
            office.clock.setBack(by: .seconds(setBack))
            office.clock.advance(by: PayoutLimits.resolverPause)
            await office.upstream.next().answer("000")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }

    /// A turn that could not be taken yet is not forgotten: it is still years away.
    @Test func aClockThatWasSetBackSilencesNothingWhileOYIsLeftAlone() async throws {
        let office = Office()
        for (name, state) in [("sent", PayoutState.unknown), ("unsent", .recorded)] {
            var payout = Payout.stored(state, named: name)
            payout.nextActionAt = second(400 * 86_400)
            office.ledger[name] = payout
        }
        office.gate.isOpen = false
        try await office.open { () async throws in
            await office.tick()
            await office.tick()
            #expect(office.upstream.count == 0)
            office.gate.isOpen = true
            await office.tick()
            for _ in 0..<2 {
                let attempt = await office.upstream.next()
                attempt.answer("000 OY-1", about: attempt.request.target == "/api/remit" ? "unsent" : nil)
            }
        }
        #expect(office.ledger["sent"]?.state == .completed)
        #expect(office.ledger["unsent"]?.state == .completed)
    }

    /// A turn that was taken, and could not be written down, stands on disk as it did: it is taken again once the ledger is back, and not only
    /// when the clock comes to where it was.
    @Test(arguments: [true, false]) func aClockThatWasSetBackSilencesNothingWhoseCommitFails(isReadOnly: Bool) async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.clock.untilTheResolverRests()
            var payout = Payout.stored(.unknown, named: "pay-1")
            payout.updatedAt = second(400 * 86_400)
            payout.nextActionAt = second(400 * 86_400 + 60)
            office.ledger["pay-1"] = payout
            office.clock.setBack(by: .seconds(3_600))
            if isReadOnly { office.ledger.state.update { $0.isReadOnly = true } }
            office.clock.advance(by: PayoutLimits.resolverPause)
            let first = await office.upstream.next()
            if !isReadOnly { office.ledger.isBroken = true }
            first.answer("000")
            try await office.observer.failures.wait(for: "the commit that fails") { !$0.isEmpty }
            office.ledger.state.update { ($0.isReadOnly, $0.isBroken) = (false, false) }
            await office.skip(.seconds(2))
            await office.upstream.next().answer("000")
        }
        #expect(office.ledger["pay-1"]?.state == .completed)
    }
}
