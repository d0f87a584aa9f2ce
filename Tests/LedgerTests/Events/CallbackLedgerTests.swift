import Gateway
import TestSupport
import Testing

@testable import Ledger

/// What the ledger keeps of callbacks, and of OY!'s books because of them.
@Suite struct CallbackLedgerTests {
    let directory = try! TemporaryDirectory()

    @Test func `a callback waits across a restart`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(100)))
        await ledger.close()
        let reopened = try SQLiteLedger(path: directory.ledger)
        let found = try await pending(reopened, by: at(1))
        #expect(found.map(\.lookUntil) == [at(100)])
        try await write(reopened, .postpone(try #require(found.first), until: at(5)))
        #expect(try await pending(reopened, by: at(4)).isEmpty)
        #expect(try await pending(reopened, by: at(5)).map(\.looks) == [1])
        await reopened.close()
    }

    /// Rule 3: what OY! has reported on is not sent again before the report is looked up.
    @Test func `a report on a payout is known until it is concluded`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        #expect(try await !ledger.isReported("A-1"))
        let report = try ReceivedCallback(
            .disbursement, body: Array(#"{"status":{"code":"000"},"partner_trx_id":"A-1"}"#.utf8))
        try await write(ledger, .receive(report, at: at(1), lookUntil: at(100)))
        #expect(try await ledger.isReported("A-1"))
        #expect(try await !ledger.isReported("A-2"))
        let pending = try #require(try await pending(ledger, by: at(1)).first)
        try await write(ledger, .conclude(pending, as: .told, telling: [], at: at(3)))
        #expect(try await !ledger.isReported("A-1"))
        await ledger.close()
    }

    /// What came in while a look-up was under way is not settled with it.
    @Test func `a repetition during a look-up is looked up itself`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(100)))
        let old = try #require(try await pending(ledger, by: at(1)).first)
        try await write(ledger, .receive(try callback(), at: at(2), lookUntil: at(200)))
        try await write(ledger, .conclude(old, as: .told, telling: [draft("va:1")], at: at(3)))
        let still = try #require(try await pending(ledger, by: at(3)).first)
        #expect((still.timesOpen, still.toldOpen, still.looks) == (1, 0, 0))
        #expect((still.receivedAt, still.lookUntil) == (at(2), at(101)), "with patience of its own")
        try await write(ledger, .conclude(still, as: .repeated, telling: [], at: at(4)))
        #expect(try await pending(ledger, by: at(1_000)).isEmpty)
        #expect(try await cursors(ledger) == [1])
        // Later it is looked up anew.
        try await write(ledger, .receive(try callback(), at: at(300), lookUntil: at(400)))
        let again = try #require(try await pending(ledger, by: at(300)).first)
        #expect((again.times, again.timesOpen, again.looks) == (3, 1, 0))
        #expect((again.receivedAt, again.lookUntil) == (at(300), at(400)))
        await ledger.close()
    }

    /// A lie that is repeated faster than it is looked up is found out each time its patience is over, and what came
    /// meanwhile, which may be true, is looked for as long again.
    @Test func `a lie that is repeated during its look-up`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(101)))
        let first = try #require(try await pending(ledger, by: at(1)).first)
        try await write(ledger, .receive(try callback(), at: at(90), lookUntil: at(190)))
        try await write(ledger, .postpone(first, until: at(101)))
        let second = try #require(try await pending(ledger, by: at(101)).first)
        #expect(second.looks == 1, "a look counts, whatever came meanwhile")
        try await write(ledger, .receive(try callback(), at: at(102), lookUntil: at(202)))
        try await write(ledger, .conclude(second, as: .contradicted, telling: [], at: at(103)))
        let anew = try #require(try await pending(ledger, by: at(1_000)).first)
        #expect((anew.times, anew.timesOpen, anew.looks) == (3, 1, 0))
        #expect((anew.receivedAt, anew.lookUntil) == (at(102), at(202)))
        try await write(ledger, .conclude(anew, as: .contradicted, telling: [], at: at(203)))
        #expect(try await pending(ledger, by: at(1_000)).isEmpty)
        await ledger.close()
    }

    @Test(arguments: CallbackConclusion.allCases)
    func `every conclusion is kept`(conclusion: CallbackConclusion) async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(9)))
        try await write(ledger, .conclude(try #require(try await pending(ledger, by: at(1)).first), as: conclusion, telling: [], at: at(2)))
        #expect(try await !ledger.hasMore(toPurge: purge(ledger, kept: 1, forConsumers: 0)))
        #expect(try await ledger.hasMore(toPurge: purge(ledger, kept: 2, forConsumers: 0, limit: 0)))
        #expect(try await !ledger.hasMore(toPurge: purge(ledger, kept: 2, forConsumers: 0)))
        await ledger.close()
    }

    @Test func `a verdict is told once within a while`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let verdict = try ReceivedCallback(.kyc, body: Array(#"{"status":{"code":"000"}}"#.utf8))
        for second: Int64 in [1, 60, 100, 101, 250] {
            try await write(ledger, .tell(verdict, at: at(second), unlessToldIn: at(second - 100)...at(second)))
        }
        #expect(try await ledger.events(everything, after: 0, limit: 9).events.map(\.time) == [at(1), at(250)])
        await ledger.close()
    }

    @Test
    func `a verdict told by a clock that was ahead hides none, and one told by the clock set right is repeated from then on`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let verdict = try ReceivedCallback(.kyc, body: Array(#"{"status":{"code":"000"}}"#.utf8))
        for second: Int64 in [25_200, 1, 60, 102] {
            try await write(ledger, .tell(verdict, at: at(second), unlessToldIn: at(second - 100)...at(second)))
        }
        #expect(try await ledger.events(everything, after: 0, limit: 9).events.map(\.time) == [at(25_200), at(1), at(102)])
        await ledger.close()
    }

    @Test func `what is due too late is hastened in steps, and nothing else`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number: Int64 in 1...4 {
            let words = #"{"va_number":"1","amount":\#(number),"success":true}"#
            try await write(ledger, .receive(try callback(words), at: at(number * 10), lookUntil: at(900)))
        }
        let concluded = try #require(try await pending(ledger, by: at(40)).last)
        try await write(ledger, .conclude(concluded, as: .told, telling: [], at: at(40)))
        #expect(try await !ledger.hasCallbacks(dueAfter: at(30)))
        #expect(try await ledger.hasCallbacks(dueAfter: at(10)))
        try await write(ledger, .hasten(dueAfter: at(10), to: at(5), limit: 1))
        #expect(try await pending(ledger, by: at(10)).map(\.receivedAt) == [at(20), at(10)])
        #expect(try await ledger.hasCallbacks(dueAfter: at(10)))
        try await write(ledger, .hasten(dueAfter: at(10), to: at(5), limit: 1))
        #expect(try await !ledger.hasCallbacks(dueAfter: at(10)))
        #expect(try await pending(ledger, by: at(5)).map(\.receivedAt) == [at(20), at(30)])
        #expect(try await pending(ledger, by: at(999)).map(\.looks) == [0, 0, 0])
        await ledger.close()
    }

    @Test
    func `a repetition while something is open does not prolong patience, and one after all was told begins anew`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        try await write(ledger, .receive(try callback(), at: at(1), lookUntil: at(100)))
        try await write(ledger, .receive(try callback(), at: at(2), lookUntil: at(200)))
        let open = try #require(try await pending(ledger, by: at(2)).first)
        #expect((open.timesOpen, open.toldOpen, open.lookUntil) == (2, 0, at(100)))
        try await write(ledger, .add([draft("va:1")], at: at(3)), .postpone(open, until: at(5), told: 1))
        try await write(ledger, .receive(try callback(), at: at(4), lookUntil: at(300)))
        let still = try #require(try await pending(ledger, by: at(5)).first)
        #expect((still.timesOpen, still.toldOpen, still.lookUntil) == (3, 1, at(100)))
        try await write(ledger, .postpone(still, until: at(100), told: 2))
        try await write(ledger, .receive(try callback(), at: at(99), lookUntil: at(400)))
        let anew = try #require(try await pending(ledger, by: at(99)).first)
        #expect((anew.times, anew.timesOpen, anew.toldOpen, anew.looks) == (4, 1, 0, 0))
        #expect((anew.receivedAt, anew.lookUntil) == (at(99), at(400)))
        await ledger.close()
    }

    @Test func `the backlog is what nobody was told of yet`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        #expect(try await ledger.callbackBacklog() == CallbackBacklog(count: 0, oldest: nil))
        for second: Int64 in 1...3 {
            let other = try callback(#"{"va_number":"1","amount":\#(second),"success":true}"#)
            try await write(ledger, .receive(other, at: at(second), lookUntil: at(100)))
        }
        #expect(try await ledger.callbackBacklog() == CallbackBacklog(count: 3, oldest: at(1)))
        let found = try await pending(ledger, by: at(9))
        try await write(ledger, .postpone(found[0], until: at(100), told: 1), .conclude(found[1], as: .contradicted, telling: [], at: at(9)))
        #expect(try await ledger.callbackBacklog() == CallbackBacklog(count: 1, oldest: at(3)))
        await ledger.close()
    }

    @Test func `payments are told since the first callback about one came in, whatever becomes of it`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let verdict = try ReceivedCallback(.kyc, body: Array(#"{"status":{"code":"000"}}"#.utf8))
        try await write(ledger, .tell(verdict, at: at(1), unlessToldIn: at(0)...at(1)))
        #expect(try await ledger.paymentsSince() == nil)
        try await write(ledger, .receive(try callback(), at: at(2), lookUntil: at(9)))
        try await write(ledger, .conclude(try #require(try await pending(ledger, by: at(2)).first), as: .told, telling: [], at: at(3)))
        try await purge(ledger, kept: 100, forConsumers: 100)
        try await write(ledger, .receive(try callback(#"{"va_number":"2","amount":1,"success":true}"#), at: at(200), lookUntil: at(300)))
        #expect(try await ledger.paymentsSince() == at(2))
        await ledger.close()
    }

    @Test
    func `accounts are remembered by number, the one seen last first, and forgotten when nobody has seen them for long`() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        let old = KnownAccount(number: "100", id: "a", partnerUserID: "u1")
        let new = KnownAccount(number: "100", id: "b", partnerUserID: "u2")
        try await write(ledger, .remember([old, KnownAccount(number: "9", id: "c", partnerUserID: "")], at: at(1)))
        try await write(ledger, .remember([new], at: at(2)))
        #expect(try await ledger.virtualAccounts(numbered: "100") == [new, old])
        #expect(try await ledger.virtualAccounts(numbered: "1").isEmpty)
        // Soon again says nothing, unless it says more.
        try await write(ledger, .remember([old], at: at(3)))
        #expect(try await ledger.virtualAccounts(numbered: "100") == [new, old])
        let renamed = KnownAccount(number: "100", id: "a", partnerUserID: "u3")
        try await write(ledger, .remember([renamed, KnownAccount(number: "100", id: "a", partnerUserID: "")], at: at(4)))
        #expect(try await ledger.virtualAccounts(numbered: "100") == [renamed, new])
        let month = EventLimits.accountSeenAgain.components.seconds
        try await write(ledger, .remember([new], at: at(2 + month)))
        #expect(try await ledger.virtualAccounts(numbered: "100") == [new, renamed])
        #expect(try await ledger.hasMore(toPurge: purge(ledger, kept: 0, forConsumers: 0, remembered: 5, limit: 1)))
        #expect(try await !ledger.hasMore(toPurge: purge(ledger, kept: 0, forConsumers: 0, remembered: 5)))
        #expect(try await ledger.virtualAccounts(numbered: "100") == [new])
        #expect(try await ledger.virtualAccounts(numbered: "9").isEmpty)
        await ledger.close()
    }
}
