import Contract
import TestSupport
import Testing

@testable import Gateway

/// A clock that was set back leaves turns that are too far away: none of them is waited for.
@Suite(.timeLimit(.minutes(1))) struct ClockSetBackTests {
    /// A clock that was set back leaves turns that are years away: they are taken at the start.
    @Test func aClockThatWasSetBackSilencesNothing() async throws {
        let fixture = PayoutFixture()
        var payout = Payout.stored(.unknown, named: "pay-1")
        payout.nextActionAt = second(400 * 86_400)
        fixture.ledger["pay-1"] = payout
        try await fixture.open { () async throws in
            await fixture.upstream.next().answer("000")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    /// A turn that is no farther away than any may be shows only by when it was written down that the clock was set back.
    @Test(arguments: [PayoutState.unknown, .recorded])
    func aClockThatWasSetBackALittleSilencesNothing(state: PayoutState) async throws {
        let fixture = PayoutFixture()
        for (name, writtenAt) in [("pay-1", 3_600.0), ("pay-2", 0)] {
            var payout = Payout.stored(state, named: name)
            payout.updatedAt = second(writtenAt)
            payout.nextActionAt = second(3_630)
            payout.sendUntil = second(4_500)
            fixture.ledger[name] = payout
        }
        try await fixture.open { () async throws in
            await fixture.upstream.next().answer("000 OY-1", about: "pay-1")
            try await fixture.ledger.until("pay-1") { $0.state == .completed }
            await fixture.tick()
        }
        #expect(fixture.upstream.count == 1, "the other's turn is as far away as it was meant to be")
        #expect(fixture.ledger["pay-2"]?.state == state)
    }

    /// And those that are written down while it is ahead, once it is set back: what is due in half an hour must not wait longer, either.
    @Test(arguments: [(400 * 86_400, 3_600), (1_800, 60)])
    func aClockThatIsSetBackMeanwhileSilencesNothing(due: Double, setBack: Int) async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            await fixture.clock.untilTheResolverRests()
            var payout = Payout.stored(.unknown, named: "pay-1")
            payout.nextActionAt = second(due)
            fixture.ledger["pay-1"] = payout
            fixture.clock.setBack(by: .seconds(setBack))
            fixture.clock.advance(by: PayoutLimits.resolverPause)
            await fixture.upstream.next().answer("000")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }

    /// A turn that could not be taken yet is not forgotten: it is still years away.
    @Test func aClockThatWasSetBackSilencesNothingWhileOYIsLeftAlone() async throws {
        let fixture = PayoutFixture()
        for (name, state) in [("sent", PayoutState.unknown), ("unsent", .recorded)] {
            var payout = Payout.stored(state, named: name)
            payout.nextActionAt = second(400 * 86_400)
            fixture.ledger[name] = payout
        }
        fixture.gate.isOpen = false
        try await fixture.open { () async throws in
            await fixture.tick()
            await fixture.tick()
            #expect(fixture.upstream.count == 0)
            fixture.gate.isOpen = true
            await fixture.tick()
            for _ in 0..<2 {
                let attempt = await fixture.upstream.next()
                attempt.answer("000 OY-1", about: attempt.request.target == "/api/remit" ? "unsent" : nil)
            }
        }
        #expect(fixture.ledger["sent"]?.state == .completed)
        #expect(fixture.ledger["unsent"]?.state == .completed)
    }

    /// A turn that was taken, and could not be written down, stands on disk as it did: it is taken again once the ledger is back, and not only
    /// when the clock comes to where it was.
    @Test(arguments: [true, false]) func aClockThatWasSetBackSilencesNothingWhoseCommitFails(isReadOnly: Bool) async throws {
        let fixture = PayoutFixture()
        try await fixture.open { () async throws in
            await fixture.clock.untilTheResolverRests()
            var payout = Payout.stored(.unknown, named: "pay-1")
            payout.updatedAt = second(400 * 86_400)
            payout.nextActionAt = second(400 * 86_400 + 60)
            fixture.ledger["pay-1"] = payout
            fixture.clock.setBack(by: .seconds(3_600))
            if isReadOnly { fixture.ledger.state.update { $0.isReadOnly = true } }
            fixture.clock.advance(by: PayoutLimits.resolverPause)
            let first = await fixture.upstream.next()
            if !isReadOnly { fixture.ledger.isBroken = true }
            first.answer("000")
            try await fixture.observer.failures.wait(for: "the commit that fails") { !$0.isEmpty }
            fixture.ledger.state.update { ($0.isReadOnly, $0.isBroken) = (false, false) }
            await fixture.skip(.seconds(2))
            await fixture.upstream.next().answer("000")
        }
        #expect(fixture.ledger["pay-1"]?.state == .completed)
    }
}
