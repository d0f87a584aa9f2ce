import Gateway
import Synchronization
import TestSupport
import Testing

@testable import Ledger

@Suite struct CommitTests {
    let directory = try! TemporaryDirectory()

    @Test func whatWasCommittedIsReadBackWhole() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        var payout = Payout.sample("A-1")
        try await ledger.commit(.insert(payout))
        #expect(try await ledger.payout(named: "A-1") == payout)
        #expect(try await ledger.payout(named: "A-2") == nil)

        payout = payout.moved(to: .unknown)
        payout.attempts = 3
        payout.attemptsUnsent = 1
        payout.attemptsRefused = 1
        payout.lastSentAt = WallTime(milliseconds: 5)
        payout.isAcknowledged = true
        payout.notFoundSince = WallTime(milliseconds: 6)
        payout.trxID = "oy-1"
        payout.oyCode = "102"
        payout.oyMessage = "Request is being processed \"\u{1F600}\""
        payout.oyTimestamp = "16-10-2019 10:34:23"
        payout.oyHTTPStatus = 200
        payout.fruitlessTurns = 7
        payout.decidedBy = "finance"
        payout.reason = ""
        try await ledger.commit(.update(payout, from: .recorded))
        #expect(try await ledger.payout(named: "A-1") == payout)
        await ledger.close()

        let reopened = try SQLiteLedger(path: directory.ledger)
        #expect(try await reopened.payout(named: "A-1") == payout)
        await reopened.close()
    }

    /// Rule 4: a name is taken once.
    @Test func aSecondPayoutOfTheSameNameIsRefused() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1")))
        await #expect(throws: LedgerError.payoutExists(partnerTrxID: "A-1")) {
            try await ledger.commit(.insert(.sample("A-1", caller: "other")))
        }
        #expect(ledger.statistics.head.sequence == 1)
        #expect(try await ledger.payout(named: "A-1")?.caller == "payroll")
        await ledger.close()
    }

    @Test func aChangeOfAnOlderVersionOrOfAnotherStateIsRefused() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let payout = Payout.sample("A-1")
        await #expect(throws: LedgerError.payoutChanged(partnerTrxID: "A-1")) {
            try await ledger.commit(.update(payout.moved(to: .unknown), from: .recorded))
        }
        try await ledger.commit(.insert(payout))
        try await ledger.commit(.update(payout.moved(to: .unknown), from: .recorded))
        await #expect(throws: LedgerError.payoutChanged(partnerTrxID: "A-1")) {
            try await ledger.commit(.update(payout.moved(to: .completed), from: .recorded))
        }
        // The sums of a day are changed by what they are told.
        await #expect(throws: LedgerError.payoutChanged(partnerTrxID: "A-1")) {
            let next = payout.moved(to: .unknown).moved(to: .failed)
            try await ledger.commit(.update(next, from: .inProgress))
        }
        #expect(try await ledger.payout(named: "A-1")?.state == .unknown)
        await ledger.close()
    }

    /// One part of a change that can't be written keeps the other parts out as well.
    @Test func aChangeIsWrittenAsAWholeOrNotAtAll() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1")))
        let confirmation = AccountConfirmation(caller: "payroll", account: "014:1", confirmedAt: .sample)
        for (write, refusal) in [
            (LedgerChange.PayoutWrite.insert(.sample("A-1"), within: nil), LedgerError.payoutExists(partnerTrxID: "A-1")),
            (.update(.sample("A-2").moved(to: .unknown), from: .recorded), .payoutChanged(partnerTrxID: "A-2")),
        ] {
            let change = LedgerChange(payout: write, entries: [.sample("with it")], confirmations: [confirmation])
            await #expect(throws: refusal) { try await ledger.commit(change) }
        }
        #expect(try await ledger.payout(named: "A-2") == nil)
        #expect(try await ledger.confirmation(of: "014:1", by: "payroll") == nil)
        #expect(ledger.statistics.head.sequence == 1)
        await ledger.close()
    }

    /// Only a name that is taken is taken for one: a payout that begins as another version is refused by the same trigger.
    @Test func aPayoutThatBeginsAsAnotherVersionIsNotSaidToExist() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        var payout = Payout.sample("A-1")
        payout.version = 2
        let refusal = await #expect(throws: LedgerError.self) { try await ledger.commit(.insert(payout)) }
        guard case .unavailable(let detail)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(detail.contains(LedgerSchema.payoutBeginsOnce))
        #expect(try await ledger.payout(named: "A-1") == nil)
        await ledger.close()
    }

    /// What the schema refuses in one change (a final state changed) does not fail those beside it.
    @Test func aChangeThatTheSchemaRefusesFailsAlone() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let payout = Payout.sample("A-1")
        try await ledger.commit(.insert(payout))
        let final = payout.moved(to: .completed)
        try await ledger.commit(.update(final, from: .recorded))
        let results = await withTaskGroup(of: LedgerError?.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do throws(LedgerError) {
                        try await ledger.commit(
                            number == 50 ? .update(final.moved(to: .failed), from: .completed) : .insert(.sample("B-\(number)")))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [LedgerError]()) { if let error = $1 { $0.append(error) } }
        }
        #expect(results.count == 1)
        guard case .unavailable(let detail)? = results.first else {
            Issue.record("the change that breaks the schema was written")
            return
        }
        #expect(detail.contains("a final state never changes"))
        #expect(try await ledger.payout(named: "A-1") == final)
        #expect(ledger.statistics.head.sequence == 101)
        #expect(ledger.statistics.isAvailable)
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    @Test func anEntryThatIsNotJSONIsRefusedAlone() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        await #expect(throws: LedgerError.self) {
            try await ledger.commit(LedgerChange(entries: [AuditEntry(time: .sample, kind: .call, request: "{")]))
        }
        try await ledger.commit(.entry("good"))
        #expect(ledger.statistics.head.sequence == 1)
        await ledger.close()
    }

    /// Commits `first`, and while the writer's thread is held inside of that all of `changes`, which can only queue up.
    ///
    /// - Parameter gate: passed by the writer at each commit.
    /// - Returns: why each of `changes` was refused; nil where it was not.
    private func queueUp(
        _ changes: [LedgerChange], behind first: LedgerChange, in ledger: SQLiteLedger, holding gate: Gate
    ) async throws -> [LedgerError?] {
        async let firstCommit: Void = ledger.commit(first)
        await gate.isReached()
        let refusals = await withTaskGroup(of: (Int, LedgerError?).self) { group in
            for (number, change) in changes.enumerated() {
                group.addTask {
                    do throws(LedgerError) {
                        try await ledger.commit(change)
                        return (number, nil)
                    } catch {
                        return (number, error)
                    }
                }
            }
            while ledger.statistics.queued < changes.count + 1 { await Task.yield() }
            gate.open()
            return await group.reduce(into: [LedgerError?](repeating: nil, count: changes.count)) { $0[$1.0] = $1.1 }
        }
        try await firstCommit
        return refusals
    }

    /// Whoever asks again for what is known, as they shall, costs those beside it nothing.
    @Test func namesThatAreTakenShareATransactionWithOthers() async throws {
        let gate = Gate()
        let ledger = try SQLiteLedger(path: directory.ledger) { event in
            switch event {
            case .committed: gate.pass()
            case .refusedChange(let detail): Issue.record("refused by the schema, so all of them were written once more: \(detail)")
            default: break
            }
        }
        let changes = (0..<30).map { LedgerChange.insert(.sample($0 % 3 == 0 ? "known" : "B-\($0)")) }
        let refusals = try await queueUp(changes, behind: .insert(.sample("known")), in: ledger, holding: gate)
        for (number, refusal) in refusals.enumerated() {
            #expect(refusal == (number % 3 == 0 ? .payoutExists(partnerTrxID: "known") : nil))
        }
        #expect(ledger.statistics.transactions == 2)
        #expect(ledger.statistics.changes == 21)
        let stored = try await ledger.listPayouts(PayoutFilter(), after: nil, limit: 100)
        #expect(stored.count == 21)
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    /// Group commit: what comes while a transaction is synced is one transaction, not as many as there are changes.
    @Test func changesThatQueueUpShareATransaction() async throws {
        let gate = Gate()
        let ledger = try SQLiteLedger(path: directory.ledger) { event in
            if case .committed = event { gate.pass() }
        }
        let changes = (0..<64).map { LedgerChange.insert(.sample("B-\($0)")) }
        let refusals = try await queueUp(changes, behind: .insert(.sample("first")), in: ledger, holding: gate)
        #expect(refusals.count == 64 && refusals.allSatisfy { $0 == nil })
        #expect(ledger.statistics.transactions == 2)
        #expect(ledger.statistics.changes == 65)
        await ledger.close()
    }

    /// Rule 1: who waited for a commit finds it on disk, from another connection.
    @Test func aCommitReturnsOnlyWhenItIsOnDisk() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let onlooker = try Onlooker(directory.ledger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<64 {
                group.addTask {
                    for number in 0..<10 {
                        let name = "W\(writer)-\(number)"
                        try await ledger.commit(.insert(.sample(name)))
                        #expect(try onlooker.number("SELECT count(*) FROM payouts WHERE partner_trx_id = '\(name)'") == 1)
                        #expect(
                            try onlooker.number("SELECT count(*) FROM audit WHERE entry ->> 'payout' = '\(name)'") == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(ledger.statistics.changes == 640)
        await ledger.close()
        #expect(try LedgerVerification.verify(path: directory.ledger) == .holds(ledger.statistics.head))
    }

    @Test func theQueueIsBounded() async throws {
        let gate = Gate()
        var limits = LedgerLimits()
        limits.queued = 8
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits) { event in
            if case .committed = event { gate.pass() }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await ledger.commit(.begun(.sample("first"))) }
            await gate.isReached()
            for (number, caller) in ["payroll", "payroll", "a", "a", "a", "b", "b"].enumerated() {
                group.addTask { try await ledger.commit(.begun(.sample("B-\(number)", caller: caller))) }
            }
            while ledger.statistics.queued < 8 { await Task.yield() }
            await #expect(throws: LedgerError.overloaded) { try await ledger.commit(.begun(.sample("one too many", caller: "c"))) }
            ledger.note(.sample("dropped"))
            // What has happened is written however many wait.
            group.addTask { try await ledger.commit(.entry("an outcome")) }
            while ledger.statistics.queued < 9 { await Task.yield() }
            gate.open()
            try await group.waitForAll()
        }
        #expect(ledger.statistics.refusedForQueue == 1)
        #expect(ledger.statistics.droppedNotes == 1)
        #expect(ledger.statistics.entries == 9)
        #expect(ledger.statistics.isAvailable, "load is no outage")
        await ledger.close()
    }

    /// However many reads there are, a payout finds room.
    @Test(arguments: [false, true]) func entriesThatNobodyWaitsForLeaveRoomForChanges(byBytes: Bool) async throws {
        let gate = Gate()
        var limits = LedgerLimits()
        limits.noteDelay = .seconds(3_600)
        if byBytes { limits.queuedBytes = 2_000 } else { limits.queued = 8 }
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits) { event in
            if case .committed = event { gate.pass() }
        }
        for _ in 0..<100 { ledger.note(.sample("read")) }
        let dropped = ledger.statistics.droppedNotes
        #expect(dropped >= 80)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await ledger.commit(.entry("a change")) }
            await gate.isReached()
            gate.open()
            try await group.waitForAll()
        }
        #expect(ledger.statistics.refusedForQueue == 0)
        #expect(ledger.statistics.entries == 101 - dropped)
        await ledger.close()
    }

    /// Attack: a burst of reads fills the room of the entries while the writer sleeps, and the reads behind it leave no trace.
    @Test(.timeLimit(.minutes(1))) func aBurstOfEntriesWakesTheWriter() async throws {
        var limits = LedgerLimits()
        limits.noteDelay = .seconds(3_600)
        let (events, told) = AsyncStream.makeStream(of: LedgerEvent.self)
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits) { told.yield($0) }
        for _ in 0..<limits.notesAtOnce { ledger.note(.sample("read")) }
        var written = 0
        for await case .committed(_, let entries) in events {
            written += entries
            if written == limits.notesAtOnce { break }
        }
        #expect(ledger.statistics.droppedNotes == 0)
        await ledger.close()
    }

    /// Group commit: a writer that sleeps is woken once for all that a turn of an event loop puts.
    @Test func theChangesOfATurnAreOneTransaction() async throws {
        var limits = LedgerLimits()
        limits.noteDelay = .zero
        let turn = HeldTurn()
        let (events, told) = AsyncStream.makeStream(of: LedgerEvent.self)
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits, tell: { told.yield($0) }, atTurnEnd: turn.hold)
        var iterator = events.makeAsyncIterator()
        // Whether the writer sleeps again after a transaction is chance; one that is awake is not woken.
        for _ in 0..<1_000 {
            ledger.note(.sample("first"))
            if turn.isHeld { break }
            #expect(await iterator.next() == .committed(changes: 1, entries: 1))
        }
        try #require(turn.isHeld)
        ledger.note(.sample("second"))
        ledger.note(.sample("third"))
        turn.end()
        #expect(await iterator.next() == .committed(changes: 3, entries: 3))
        await ledger.close()
    }

    /// A loop that is long at what it does holds up its own changes only.
    @Test(.timeLimit(.minutes(1))) func aChangeDoesNotWaitForAnotherThreadsTurn() async throws {
        var limits = LedgerLimits()
        limits.noteDelay = .zero
        let turn = HeldTurn()
        let (events, told) = AsyncStream.makeStream(of: LedgerEvent.self)
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits, tell: { told.yield($0) }) { work in
            if turn.isHeld { work() } else { turn.hold(work) }
        }
        var iterator = events.makeAsyncIterator()
        for _ in 0..<1_000 where !turn.isHeld {
            let (noted, isNoted) = AsyncStream.makeStream(of: Void.self)
            try LedgerThread.start {
                ledger.note(.sample("of a turn that does not end"))
                isNoted.finish()
            }
            for await _ in noted {}
            if !turn.isHeld { #expect(await iterator.next() == .committed(changes: 1, entries: 1)) }
        }
        try #require(turn.isHeld)
        try await ledger.commit(.entry("of another thread"))
        // Together, or one after the other where this thread was held up for long.
        var written = 0
        while written < 2, case .committed(let changes, _)? = await iterator.next() { written += changes }
        #expect(written == 2)
        turn.end()
        await ledger.close()
    }

    /// An entry that nobody waits for comes to disk by itself.
    @Test func aNoteIsWrittenWithoutAnybodyWaiting() async throws {
        let (events, told) = AsyncStream.makeStream(of: LedgerEvent.self)
        let ledger = try SQLiteLedger(path: directory.ledger) { told.yield($0) }
        ledger.note(.sample("read"))
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == .committed(changes: 1, entries: 1))
        await ledger.close()
    }

    @Test func aNoteGoesAlongWithTheNextChange() async throws {
        var limits = LedgerLimits()
        limits.noteDelay = .seconds(3_600)
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits)
        ledger.note(.sample("read"))
        try await ledger.commit(.entry("change"))
        #expect(ledger.statistics.transactions == 1)
        #expect(ledger.statistics.entries == 2)
        await ledger.close()
    }

    @Test func closingWritesWhatWaitsAndRefusesTheRest() async throws {
        var limits = LedgerLimits()
        limits.noteDelay = .seconds(3_600)
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits)
        ledger.note(.sample("read"))
        await ledger.close()
        await ledger.close()
        #expect(ledger.statistics.entries == 1)
        await #expect(throws: LedgerError.unavailable(detail: "the ledger is closed")) {
            try await ledger.commit(.entry("late"))
        }
        await #expect(throws: LedgerError.unavailable(detail: "the ledger is not open")) {
            _ = try await ledger.payout(named: "A-1")
        }
    }
}
