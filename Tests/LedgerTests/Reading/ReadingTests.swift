import GRDB
import Gateway
import Synchronization
import TestSupport
import Testing

@testable import Ledger

@Suite struct ReadingTests {
    let directory = try! TemporaryDirectory()

    private func time(_ milliseconds: Int64) -> WallTime {
        WallTime(milliseconds: milliseconds)
    }

    private func insert(_ payouts: [Payout], into ledger: SQLiteLedger) async throws {
        for payout in payouts { try await ledger.commit(LedgerChange(payout: .insert(payout, within: nil), entries: [])) }
    }

    @Test func openPayoutsComeInTheOrderOfTheirTurn() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await insert(
            [
                .sample("late", createdAt: time(30)), .sample("b", createdAt: time(10)),
                .sample("a", createdAt: time(10)), .sample("c", createdAt: time(20)),
                .sample("done", createdAt: time(5), state: .completed),
                .sample("waits", createdAt: time(5), state: .awaitingApproval),
                .sample("sent", createdAt: time(7), state: .unknown), .sample("accepted", createdAt: time(6), state: .inProgress),
            ], into: ledger)
        let first = try await ledger.openPayouts(for: .sending, dueBy: time(20), after: nil, limit: 3)
        #expect(first.map(\.partnerTrxID) == ["waits", "a", "b"])
        let position = DuePosition(nextActionAt: time(10), partnerTrxID: "b")
        let second = try await ledger.openPayouts(for: .sending, dueBy: time(20), after: position, limit: 2)
        #expect(second.map(\.partnerTrxID) == ["c"])
        let asked = try await ledger.openPayouts(for: .asking, dueBy: time(20), after: nil, limit: 9)
        #expect(asked.map(\.partnerTrxID) == ["accepted", "sent"])
        #expect(try await ledger.openPayouts(for: .sending, dueBy: time(4), after: nil, limit: 2).isEmpty)
        #expect(try await ledger.openPayouts(for: .sending, dueBy: time(40), after: nil, limit: -1).isEmpty)
        await ledger.close()
    }

    /// Else a caller that goes away in the midst of it would look like a ledger that fails, and raise the alarm.
    @Test func whoGoesAwayWhileReadingIsNoFailureOfTheLedger() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await insert([.sample("A-1")], into: ledger)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask { (try? await ledger.payout(named: "A-1")) != nil }
            }
            group.cancelAll()
            for await isThere in group { #expect(isThere) }
        }
        await ledger.close()
    }

    /// Who asks for lists in a flood and goes away leaves no work behind.
    @Test func aListThatNobodyWaitsForIsNotBegun() async throws {
        var limits = LedgerLimits()
        limits.readers = 2
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits)
        let gate = Gate()
        async let first: Void = ledger.scan { _ in gate.pass() }
        await gate.isReached()
        let second = Task { try await ledger.scan { _ in Issue.record("begun") } }
        second.cancel()
        gate.open()
        try await first
        await #expect(throws: LedgerError.abandoned) { try await second.value }
        await ledger.close()
    }

    /// A list over millions of payouts ends when its caller's time is up, and is no failure of the ledger.
    @Test func aListThatNobodyWaitsForAnyMoreEnds() async throws {
        let told = Mutex<[LedgerEvent]>([])
        let ledger = try SQLiteLedger(path: directory.ledger) { event in
            if case .couldNotRead = event { told.withLock { $0.append(event) } }
        }
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let endless = Task {
            try await ledger.scan { database in
                beginning.finish()
                return try Int.fetchOne(
                    database, sql: "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) SELECT count(*) FROM number")
            }
        }
        for await _ in begun {}
        endless.cancel()
        await #expect(throws: LedgerError.abandoned) { try await endless.value }
        #expect(told.withLock { $0 }.isEmpty)
        #expect(try await ledger.listPayouts(PayoutFilter(), after: nil, limit: 9).isEmpty, "the connection is as it was before")
        await ledger.close()
    }

    /// What is needed to pay must not wait for what is listed.
    @Test func aPayoutIsReadBesideAnyNumberOfLists() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await insert([.sample("A-1")], into: ledger)
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { lists in
            lists.addTask { try await ledger.scan { _ in gate.pass() } }
            await gate.isReached()
            for _ in 0..<20 { lists.addTask { try await ledger.scan { _ in } } }
            #expect(try await ledger.payout(named: "A-1") != nil)
            #expect(try await ledger.openPayouts(for: .sending, dueBy: .sample, after: nil, limit: 9).count == 1)
            #expect(try await ledger.openSummary().counts == [.recorded: 1])
            gate.open()
            try await lists.waitForAll()
        }
        await ledger.close()
    }

    /// By state, too: another's rejected payouts may be millions.
    @Test func whoHasFewPayoutsWalksThroughNoOthers() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await insert(
            (0..<9).map { .sample("P-\($0)", state: .rejected) } + [.sample("R-1", caller: "refunds", state: .rejected)], into: ledger)
        func indexes(of caller: String?, _ states: Set<PayoutState>) async throws -> [String] {
            let filter = PayoutFilter(states: states, caller: caller)
            return try await ledger.read { database in
                try PayoutQuery.list(filter, after: nil, limit: 9, in: database).map(\.sql)
            }
        }
        let own = try await indexes(of: "refunds", [.rejected, .failed])
        #expect(own.count == 1 && own[0].contains("payouts_by_caller"), "\(own)")
        let all = try await indexes(of: nil, [.rejected, .failed])
        #expect(all.count == 2 && all.allSatisfy { $0.contains("payouts_by_state") }, "\(all)")
        await ledger.close()
    }

    /// With a uid, as payouts have it that were asked for since it is kept.
    private func payout(_ name: String, of caller: String, by uid: UInt32?, at milliseconds: Int64) -> Payout {
        let sample = Payout.sample(name, caller: caller, createdAt: time(milliseconds))
        return Payout(
            partnerTrxID: name, caller: caller, body: sample.body, amountRupiah: sample.amountRupiah, recipientBank: "014",
            createdAt: sample.createdAt, requestedByUID: uid, state: .recorded, sendUntil: sample.sendUntil, nextActionAt: sample.nextActionAt)
    }

    @Test func everyCallerIsKnownByItsNewestPayout() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        #expect(try await ledger.pastCallers().isEmpty)
        try await insert(
            [
                payout("1", of: "refunds", by: 1_002, at: 40), payout("2", of: "payroll", by: 1_001, at: 10),
                payout("3", of: "payroll", by: 4_294_967_294, at: 30), payout("4", of: "payroll", by: 1_003, at: 20),
                payout("5", of: "older", by: nil, at: 5),
            ], into: ledger)
        let expected = [
            PastCaller(name: "older", uid: nil), PastCaller(name: "payroll", uid: 4_294_967_294), PastCaller(name: "refunds", uid: 1_002),
        ]
        #expect(try await ledger.pastCallers() == expected)
        #expect(try LedgerInspection.pastCallers(path: directory.ledger) == expected, "beside a daemon, too")
        await ledger.close()
    }

    /// Every filter, page by page, against a plain filter over all payouts.
    @Test func listsMatchTheirFilterPageByPage() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        var all: [Payout] = []
        for number in 0..<96 {
            all.append(
                .sample(
                    "P-\(number)", caller: ["payroll", "refunds"][number / 8 % 2],
                    createdAt: time(Int64(number * 7 % 40)), state: PayoutState.allCases[number % 8]))
        }
        try await insert(all, into: ledger)
        let sorted = all.sorted { PayoutQuery.isNewer($0, than: $1) }
        let stateSets: [Set<PayoutState>] = [[], [.completed], [.failed, .unknown], Set(PayoutState.allCases)]
        for states in stateSets {
            for caller in [nil, "payroll", "nobody"] {
                for created in [nil, time(10)..<time(20)] {
                    let filter = PayoutFilter(states: states, caller: caller, created: created)
                    let expected = sorted.filter { payout in
                        (states.isEmpty || states.contains(payout.state))
                            && (caller.map { $0 == payout.caller } ?? true)
                            && (created.map { $0.contains(payout.createdAt) } ?? true)
                    }
                    var found: [Payout] = []
                    while true {
                        let after = found.last.map {
                            ListPosition(createdAt: $0.createdAt, partnerTrxID: $0.partnerTrxID)
                        }
                        let page = try await ledger.listPayouts(filter, after: after, limit: 7)
                        if page.isEmpty { break }
                        #expect(page.count <= 7)
                        found += page
                    }
                    #expect(found == expected, "\(filter)")
                }
            }
        }
        await ledger.close()
    }

    /// Else a damaged page would only show in what callers are told.
    @Test func aReadThatFailsIsToldToTheOperatorOnceInAWhile() async throws {
        let told = Mutex<[LedgerEvent]>([])
        let ledger = try SQLiteLedger(path: directory.ledger) { event in
            if case .couldNotRead = event { told.withLock { $0.append(event) } }
        }
        for _ in 0..<3 {
            await #expect(throws: LedgerError.self) {
                try await ledger.read { _ in throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "bad page") }
            }
        }
        let events = told.withLock { $0 }
        #expect(events.count == 1)
        guard case .couldNotRead(let detail)? = events.first else { return }
        #expect(detail.contains("bad page"))
        await ledger.close()
    }

    @Test func aPageIsNeverLargerThanTheLimit() async throws {
        var limits = LedgerLimits()
        limits.pageSize = 3
        let ledger = try SQLiteLedger(path: directory.ledger, limits: limits)
        try await insert((0..<5).map { .sample("P-\($0)") }, into: ledger)
        #expect(try await ledger.listPayouts(PayoutFilter(), after: nil, limit: .max).count == 3)
        #expect(try await ledger.openPayouts(for: .sending, dueBy: .sample, after: nil, limit: .max).count == 3)
        await ledger.close()
    }

    @Test func whatIsOpenIsCounted() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        #expect(try await ledger.openSummary() == OpenSummary())
        try await insert(
            PayoutState.allCases.enumerated().map { .sample("P-\($0)", createdAt: time(50), state: $1) }
                + [.sample("older", createdAt: time(7), state: .unknown)], into: ledger)
        #expect(
            try await ledger.openSummary()
                == OpenSummary(
                    counts: [.recorded: 1, .unknown: 2, .inProgress: 1, .awaitingApproval: 1],
                    oldest: [.recorded: time(50), .unknown: time(7), .inProgress: time(50), .awaitingApproval: time(50)],
                    oldestUnknown: time(7)))
        await ledger.close()
    }

    /// As whom it was sent: any 64 bits, negative ones included, and nothing where it never was.
    @Test func aPayoutKeepsAsWhomItWasSent() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for (name, mark) in [("P-1", .min), ("P-2", .max), ("P-3", nil)] as [(String, Int64?)] {
            try await ledger.commit(.insert(.sample(name)))
            var sent = Payout.sample(name).moved(to: .unknown)
            sent.partner = mark.map(PartnerFingerprint.init)
            try await ledger.commit(.update(sent, from: .recorded))
            #expect(try await ledger.payout(named: name) == sent)
        }
        await ledger.close()
    }

    /// One that waited long for approval is not one of whose fate nothing has been heard for so long.
    @Test func whatIsUnknownCountsFromWhenItBecameSo() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for (name, since) in [("first", 60), ("second", 70)] as [(String, Int64)] {
            let asked = Payout.sample(name, createdAt: time(50), state: .awaitingApproval)
            try await ledger.commit(.insert(asked))
            var sent = asked.moved(to: .unknown)
            sent.unknownSince = time(since)
            try await ledger.commit(.update(sent, from: .awaitingApproval))
            #expect(try await ledger.payout(named: name) == sent)
        }
        #expect(try await ledger.openSummary() == OpenSummary(counts: [.unknown: 2], oldest: [.unknown: time(50)], oldestUnknown: time(60)))
        await ledger.close()
    }
}
