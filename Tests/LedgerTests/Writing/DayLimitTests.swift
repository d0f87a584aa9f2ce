import GRDB
import Gateway
import TestSupport
import Testing

@testable import Ledger

@Suite struct DayLimitTests {
    let directory = try! TemporaryDirectory()
    let day = WallTime(milliseconds: 0)..<WallTime(milliseconds: 86_400_000)
    let noon = WallTime(milliseconds: 43_200_000)

    private func limit(amount: Int64? = nil, count: Int? = nil) -> DayLimit {
        DayLimit(day: day, amountRupiah: amount, count: count)
    }

    @Test func thePayoutThatDoesNotFitIsRefused() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1", amount: 60, createdAt: noon), within: limit(amount: 100)))
        await #expect(throws: LedgerError.dayLimitReached(DaySums(amountRupiah: 60, count: 1))) {
            try await ledger.commit(.insert(.sample("A-2", amount: 41, createdAt: noon), within: limit(amount: 100)))
        }
        try await ledger.commit(.insert(.sample("A-3", amount: 40, createdAt: noon), within: limit(amount: 100)))
        await #expect(throws: LedgerError.dayLimitReached(DaySums(amountRupiah: 100, count: 2))) {
            try await ledger.commit(.insert(.sample("A-4", amount: 1, createdAt: noon), within: limit(count: 2)))
        }
        #expect(try await ledger.daySums(caller: "payroll", day: day) == DaySums(amountRupiah: 100, count: 2))
        await ledger.close()
    }

    /// Two payouts at once can't both take the last of the day.
    @Test func aHundredAtOnceTakeNoMoreThanTheDayHas() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let written = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    (try? await ledger.commit(
                        .insert(.sample("A-\(number)", amount: 10, createdAt: noon), within: limit(amount: 305)))) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(written == 30)
        #expect(try await ledger.daySums(caller: "payroll", day: day) == DaySums(amountRupiah: 300, count: 30))
        await ledger.close()
    }

    @Test(arguments: PayoutState.allCases)
    func aPayoutCountsAsItsStateSays(state: PayoutState) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let payout = Payout.sample("A-1", amount: 10, createdAt: noon)
        try await ledger.commit(.insert(payout, within: limit(amount: 10)))
        try await ledger.commit(.update(payout.moved(to: state), from: payout.state))
        let sums = state.countsTowardsDay ? DaySums(amountRupiah: 10, count: 1) : DaySums()
        #expect(try await ledger.daySums(caller: "payroll", day: day) == sums)
        let next = LedgerChange.insert(.sample("A-2", amount: 10, createdAt: noon), within: limit(amount: 10))
        if state.countsTowardsDay {
            await #expect(throws: LedgerError.dayLimitReached(sums)) { try await ledger.commit(next) }
        } else {
            try await ledger.commit(next)
        }
        await ledger.close()
    }

    @Test func otherCallersAndOtherDaysDoNotCount() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for (name, caller, time) in [
            ("other", "refunds", noon), ("before", "payroll", WallTime(milliseconds: -1)),
            ("after", "payroll", day.upperBound), ("first", "payroll", day.lowerBound),
        ] {
            try await ledger.commit(.insert(.sample(name, caller: caller, amount: 10, createdAt: time)))
        }
        #expect(try await ledger.daySums(caller: "payroll", day: day) == DaySums(amountRupiah: 10, count: 1))
        try await ledger.commit(.insert(.sample("fits", amount: 90, createdAt: noon), within: limit(amount: 100)))
        await ledger.close()
    }

    /// A restart does not give the day anew, and neither does a refused change.
    @Test func theSumsSurviveARestartAndAFailedChange() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await ledger.commit(.insert(.sample("A-1", amount: 60, createdAt: noon), within: limit(amount: 100)))
        // Whether it would fit or not: rule 4.
        for amount: Int64 in [40, 41] {
            let again = LedgerChange.insert(.sample("A-1", amount: amount, createdAt: noon), within: limit(amount: 100))
            await #expect(throws: LedgerError.payoutExists(partnerTrxID: "A-1")) { try await ledger.commit(again) }
        }
        let invalid = LedgerChange(
            payout: .insert(.sample("A-2", amount: 40, createdAt: noon), within: limit(amount: 100)),
            entries: [AuditEntry(time: noon, kind: .call, request: "no JSON")])
        await #expect(throws: LedgerError.self) { try await ledger.commit(invalid) }
        await ledger.close()

        let reopened = try SQLiteLedger(path: directory.ledger)
        await #expect(throws: LedgerError.dayLimitReached(DaySums(amountRupiah: 60, count: 1))) {
            try await reopened.commit(.insert(.sample("A-3", amount: 41, createdAt: noon), within: limit(amount: 100)))
        }
        try await reopened.commit(.insert(.sample("A-3", amount: 40, createdAt: noon), within: limit(amount: 100)))
        await reopened.close()
    }

    @Test func amountsPastTheLargestIntegerAreTheLargest() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number in 0..<3 {
            try await ledger.commit(.insert(.sample("A-\(number)", amount: .max, createdAt: noon)))
        }
        #expect(try await ledger.daySums(caller: "payroll", day: day) == DaySums(amountRupiah: .max, count: 3))
        await ledger.close()
    }

    /// A caller at its limit that asks again and again after a start has its day added up once.
    @Test func aRefusalKeepsTheSums() throws {
        let database = try DatabaseQueue()
        try database.inDatabase { database in
            try LedgerSchema.migrate(database)
            let statements = try WriterStatements(database)
            var before = LedgerTransaction(statements, head: .start, days: DaySumCache(limit: 9))
            for name in ["A-1", "A-2"] {
                let change = LedgerChange.insert(.sample(name, amount: 60, createdAt: noon))
                #expect(try before.apply(QueuedChange(change, isAwaited: true)) == nil)
            }
            var transaction = LedgerTransaction(statements, head: before.head, days: DaySumCache(limit: 9))
            let change = LedgerChange.insert(.sample("A-3", amount: 1, createdAt: noon), within: limit(amount: 100))
            let sums = DaySums(amountRupiah: 120, count: 2)
            #expect(try transaction.apply(QueuedChange(change, isAwaited: true)) == .dayLimitReached(sums))
            var days = transaction.days
            let kept = days.sums(of: "payroll", day: day) {
                Issue.record("added up again")
                return DaySums()
            }
            #expect(kept == sums)
        }
    }

    /// The book forgets days when there are too many, and adds them up again.
    @Test func theBookIsBounded() throws {
        var book = DaySumCache(limit: 2)
        var loads = 0
        for caller in ["a", "b", "c", "c", "a"] {
            _ = book.sums(of: caller, day: day) {
                loads += 1
                return DaySums()
            }
        }
        #expect(loads == 4)
    }
}

extension SQLiteLedger {
    /// What the table says of a caller's day.
    fileprivate func daySums(caller: String, day: Range<WallTime>) async throws(LedgerError) -> DaySums {
        try await read { database in
            try DaySumQuery.run(PreparedStatement(database, DaySumQuery.sql), caller: caller, day: day)
        }
    }
}
