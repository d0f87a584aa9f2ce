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
        office.ledger["unknown"] = stored(.unknown, named: "unknown")
        office.ledger["accepted"] = stored(.inProgress, named: "accepted")
        office.ledger["recorded"] = stored(.recorded, named: "recorded")
        office.ledger["paid"] = stored(.completed, named: "paid")
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

    /// Somebody hears that OY! has it while the resolver's own question brings "not found": OY!'s books are behind, and it is not sent again.
    @Test func rule3WhatIsHeardDuringAQuestionCounts() async throws {
        let office = Office()
        let payout = stored(.unknown, named: "pay-1")
        office.ledger["pay-1"] = payout
        try await office.open { () async throws in
            await office.skip(.seconds(120))
            let question = await office.upstream.next()
            async let noted = office.hears(of: payout)
            await office.untilWaiting(within: 30)
            question.answer("204")
            #expect(try await noted.state == .inProgress)
        }
        #expect(office.ledger["pay-1"]?.isAcknowledged == true)
        #expect(office.ledger["pay-1"]?.attempts == payout.attempts, "not sent again")
    }

    /// Somebody hears that OY! has it while its first attempt is under way: a refusal of that attempt is told to nobody as its end.
    @Test(arguments: ["206", "429"]) func rule2WhatIsHeardDuringAnAttemptOutlastsItsRefusal(code: String) async throws {
        let office = Office()
        try await office.open { () async throws in
            async let answer = office.remit()
            let attempt = await office.upstream.next()
            let sending = try #require(office.ledger["pay-1"])
            async let noted = office.hears(of: sending, within: .seconds(20))
            await office.untilWaiting(within: 20)
            attempt.answer(code)
            #expect(try await noted.state == .inProgress)
            #expect(try await answer.state == .inProgress)
        }
        let payout = try #require(office.ledger["pay-1"])
        #expect(payout.state == .inProgress && payout.attempts == 1 && payout.livesOnSince == nil)
    }

    /// OY! has reported on it, and its books are behind: until the report is looked up, "not found" sends nothing.
    @Test func rule3WhatIsReportedIsNotSentAgain() async throws {
        let office = Office()
        let payout = stored(.unknown, named: "pay-1")
        office.ledger["pay-1"] = payout
        let report = try ReceivedCallback(
            .disbursement, body: Array(#"{"status":{"code":"000"},"partner_trx_id":"pay-1"}"#.utf8))
        try await office.ledger.commit(LedgerChange(entries: [], events: [.receive(report, at: second(0), lookUntil: second(100_000))]))
        try await office.open { () async throws in
            await office.skip(.seconds(120))
            await office.upstream.next().answer("204")
            try await office.ledger.until("pay-1") { $0.version > payout.version }
        }
        #expect(office.ledger["pay-1"]?.attempts == payout.attempts, "not sent again")
        #expect(office.upstream.count == 1)
    }

    /// Or while the beginning of the next attempt goes to disk: nothing is sent then, and no attempt counts.
    @Test func rule3WhatIsHeardWhileTheAttemptIsWrittenDownCounts() async throws {
        let (reached, reach) = AsyncStream<Void>.makeStream()
        let goOn = Once<Void>()
        let payout = stored(.unknown, named: "pay-1")
        let office = Office(
            ledger: FakeLedger(hold: { change in
                guard change.payout?.payout.version == payout.version + 1 else { return }
                reach.yield()
                await goOn.value()
            }))
        office.ledger["pay-1"] = payout
        try await office.open { () async throws in
            await office.skip(.seconds(120))
            await office.upstream.next().answer("204")
            for await _ in reached { break }
            async let noted = office.hears(of: payout)
            await office.untilWaiting(within: 30)
            goOn.come(())
            #expect(try await noted.state == .inProgress)
        }
        #expect(office.upstream.count == 1, "the question, and nothing sent")
        #expect(office.ledger["pay-1"]?.isAcknowledged == true)
        #expect(office.ledger["pay-1"]?.attemptsThatMayHaveLeft == payout.attemptsThatMayHaveLeft)
    }

    /// An end is told once: not what stands on the way to it, nor what is written down of the payout later.
    @Test func anEndIsToldOnce() async throws {
        let office = Office()
        office.ledger["pay-1"] = stored(.unknown, named: "pay-1")
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
        let old = stored(.unknown, named: "pay-1")
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

    /// A clock that was set back leaves turns that are years away: they are taken at the start.
    @Test func aClockThatWasSetBackSilencesNothing() async throws {
        let office = Office()
        var payout = stored(.unknown, named: "pay-1")
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
            var payout = stored(state, named: name)
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
            var payout = stored(.unknown, named: "pay-1")
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
            var payout = stored(state, named: name)
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

    /// The wall clock says that three minutes have passed, and OY! does not find what is still on its way. It is asked again, and
    /// nothing is sent before the settling time has really passed.
    @Test func rule3AClockThatIsSetForwardSettlesNothing() async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.skip(.seconds(100))
            async let answer = office.remit()
            await office.upstream.next().end(.unknown(AttemptFailure(.connectionClosed)))
            try await office.ledger.until("pay-1") { $0.version == 2 }
            office.clock.setForward(by: .seconds(180))
            for _ in 0..<3 {
                await office.skip(.seconds(15))
                let question = await office.upstream.next()
                #expect(question.request.target == "/api/remit-status")
                let version = office.ledger["pay-1"]?.version ?? 0
                question.answer("204")
                try await office.ledger.until("pay-1") { $0.version == version + 1 }
            }
            #expect(office.ledger["pay-1"]?.attempts == 1)
            await office.skip(.seconds(60))
            await office.upstream.next().answer("204")
            let again = await office.upstream.next()
            #expect(again.request.target == "/api/remit")
            again.answer("101 OY-1")
            _ = try await answer
        }
    }

    /// What settles meanwhile had not when OY! was asked, and its answer says nothing of that time.
    @Test func rule3WhatSettlesDuringTheQuestionHadNotSettled() async throws {
        let office = Office()
        let payout = stored(.unknown, named: "pay-1")
        office.ledger["pay-1"] = payout
        office.clock.setForward(by: .seconds(300))
        try await office.open { () async throws in
            let question = await office.upstream.next()
            office.clock.advance(by: .seconds(61))
            question.answer("204")
            try await office.ledger.until("pay-1") { $0.version == payout.version + 1 }
            try #require(office.ledger["pay-1"]?.attempts == payout.attempts, "sent again")
        }
    }

    /// The clock is behind as a payout is sent, and right again before the resolver looks. Where the attempt's end can't be written down, it
    /// stands on disk as long ago; "not found" is believed only once it has settled by the other clock.
    @Test func rule3AClockThatWasBehindWhileSendingSettlesNothing() async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.skip(.seconds(100))
            await office.clock.untilTheResolverRests()
            office.clock.setBack(by: .seconds(180))
            try await loseAnAttempt(at: office) { office.clock.setForward(by: .seconds(180)) }
            try await expectSentAgain(notAfter: .seconds(58), butThen: .seconds(5), at: office)
        }
    }

    /// The clock is set forward while a payout is sent, and the resolver sees that. What stands on disk of the attempt is by the clock as it
    /// was; "not found" is believed once it has settled since the attempt's end.
    @Test func rule3AClockThatIsSetForwardWhileSendingSettlesNothing() async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.skip(.seconds(100))
            try await loseAnAttempt(at: office) {
                office.clock.setForward(by: .seconds(180))
                await office.tick()
                await office.skip(.seconds(25))
                await office.clock.untilTheResolverRests()
            }
            try await expectSentAgain(notAfter: .seconds(37), butThen: .seconds(25), at: office)
        }
    }

    /// The resolver looks at the clock all the time, so that a step long ago holds nothing up.
    @Test func aClockThatWasSetForwardLongAgoHoldsNothingUp() async throws {
        let office = Office()
        try await office.open { () async throws in
            await office.clock.untilTheResolverRests()
            office.clock.setForward(by: .seconds(180))
            await office.tick()
            await office.clock.untilTheResolverRests()
            var payout = stored(.unknown, named: "pay-1")
            payout.nextActionAt = office.clock.wallNow.advanced(by: .seconds(99))
            let version = payout.version
            office.ledger["pay-1"] = payout
            await office.skip(.seconds(99))
            await office.upstream.next().answer("204")
            try await office.ledger.until("pay-1") { $0.version == version + 1 }
            try #require(office.ledger["pay-1"]?.attempts == payout.attempts + 1, "not sent again")
            await office.upstream.next().answer("101 OY-1")
        }
    }

    /// One is sent while `body` runs; how it ends nobody hears, nor can it be written down. OY! is left alone from then on.
    private func loseAnAttempt(at office: Office, while body: @Sendable () async throws -> Void) async throws {
        async let _ = office.remit(within: 300)
        let attempt = await office.upstream.next()
        office.gate.isOpen = false
        try await body()
        office.ledger.state.update { $0.isReadOnly = true }
        attempt.end(.unknown(AttemptFailure(.connectionClosed)))
        try await office.observer.failures.wait(for: "a failure of the ledger") { !$0.isEmpty }
        office.ledger.state.update { $0.isReadOnly = false }
    }

    /// OY! does not find it, twice.
    private func expectSentAgain(notAfter early: Duration, butThen late: Duration, at office: Office) async throws {
        await office.clock.untilTheResolverRests()
        office.gate.isOpen = true
        office.clock.advance(by: early)
        let version = try #require(office.ledger["pay-1"]).version
        await office.upstream.next().answer("204")
        try await office.ledger.until("pay-1") { $0.version == version + 1 }
        try #require(office.ledger["pay-1"]?.attempts == 1, "sent again before it had settled")
        await office.skip(late)
        await office.upstream.next().answer("204")
        try await office.ledger.until("pay-1") { $0.version == version + 2 }
        try #require(office.ledger["pay-1"]?.attempts == 2, "not sent again")
        await office.upstream.next().answer("101 OY-1")
    }

    /// What passed before the gateway began, only the wall clock says.
    @Test func rule3ARestartSettlesNothing() async throws {
        let office = Office()
        office.ledger["pay-1"] = stored(.unknown, named: "pay-1")
        office.clock.setForward(by: .seconds(300))
        try await office.open { () async throws in
            await office.upstream.next().answer("204")
            try await office.ledger.until("pay-1") { $0.notFoundSince != nil }
            try #require(await office.refusal { try await office.decide(.resend) } == .notSettled(until: second(360)))
            #expect(await office.refusal { try await office.decide(.notPaid) } == .notSettled(until: second(360)))
            #expect(office.ledger["pay-1"]?.attempts == 1)
        }
    }

    /// What OY! would say could not be written down: it is left alone, longer each time, until the ledger is back.
    @Test func whileTheLedgerCannotBeWrittenOYIsHardlyAsked() async throws {
        let office = Office()
        for number in 0..<300 {
            office.ledger["pay-\(number)"] = stored(.unknown, named: "pay-\(number)")
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

    /// A commit of a payout ends the rest, whoever asked for it.
    @Test func theRestEndsWithACommit() {
        var rest = OutageRest()
        let start = MonotonicInstant(nanoseconds: 0)
        rest.ledgerFailed(at: start)
        rest.ledgerFailed(at: start)
        #expect(rest.isResting(at: start.advanced(by: .milliseconds(999))))
        #expect(!rest.isResting(at: start.advanced(by: .seconds(1))))
        rest.ledgerFailed(at: start.advanced(by: .seconds(1)))
        #expect(rest.isResting(at: start.advanced(by: .milliseconds(2_999))))
        rest.committed()
        #expect(!rest.isResting(at: start.advanced(by: .seconds(1))))
    }

    @Test func neverMoreThanABoundedNumberAtOnce() async throws {
        let office = Office()
        for number in 0..<300 {
            office.ledger["pay-\(number)"] = stored(.unknown, named: "pay-\(number)")
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
            office.ledger["pay-\(number)"] = stored(.unknown, named: "pay-\(number)")
        }
        office.clock.advance(by: .seconds(100))
        try await office.open { () async throws in
            var unanswered: [FakeUpstream.Attempt] = []
            for _ in 0..<PayoutLimits.turnsAtOnce { unanswered.append(await office.upstream.next()) }
            office.ledger["approved"] = stored(.recorded, named: "approved")
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
            office.ledger["pay-\(number)"] = stored(.unknown, named: "pay-\(number)")
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
        office.ledger["unknown"] = stored(.unknown, named: "unknown")
        office.ledger["late"] = stored(.recorded, named: "late")
        office.clock.advance(by: .seconds(900))
        try await office.open { () async throws in
            let late = try await office.desk.wait(
                for: "late", caller: "payroll", owner: "payroll", deadline: office.clock.now.advanced(by: .seconds(10)))
            #expect(late.state == .cancelled)
            await office.tick()
        }
        #expect(office.ledger["unknown"]?.version == stored(.unknown, named: "unknown").version)
        #expect(office.upstream.most == 0)
    }

    @Test func notFoundForLongEnoughIsSentAgain() async throws {
        let office = Office()
        office.ledger["pay-1"] = stored(.unknown, named: "pay-1")
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

    @Test func alarmsReachTheOperators() async throws {
        let office = Office()
        office.ledger["pay-1"] = stored(.unknown, named: "pay-1")
        office.clock.advance(by: .seconds(100))
        try await office.open { () async throws in
            await office.upstream.next().answer("208")
        }
        #expect(office.observer.alarms.value == [.credentialsRefused(code: "208")])
    }

    /// As it would be on disk, under another name.
    private func stored(_ state: PayoutState, named id: String) -> Payout {
        var intent = PayoutIntent.sample
        intent.partnerTrxID = id
        let like = PayoutMachine.resting(in: state).payout
        var payout = Payout(
            partnerTrxID: id, caller: intent.caller, body: intent.body, amountRupiah: intent.amountRupiah,
            recipientBank: intent.recipientBank, createdAt: like.createdAt, state: state, sendUntil: like.sendUntil,
            nextActionAt: like.nextActionAt)
        payout.version = like.version
        payout.attempts = like.attempts
        payout.lastSentAt = like.lastSentAt
        payout.isAcknowledged = like.isAcknowledged
        payout.finalAt = like.finalAt
        return payout
    }
}
