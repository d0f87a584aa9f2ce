@testable import Gateway
import Testing

@Suite struct FlightTableTests {
    /// After a restart nothing is in memory: a stranger's call under the name may be the first to begin a flight. The
    /// rightful caller, asking meanwhile, must not hear that the name is taken: that invites paying under another.
    @Test func `rule 4: only the ledger tells whose name it is`() {
        var table = FlightTable()
        var altered = PayoutIntent.sample
        altered.body = Array(#"{"amount":999}"#.utf8)
        guard case .fly = table.remitRequested(altered, news: Once()) else { return #expect(Bool(false), "the first one flies") }
        #expect(table.remitRequested(.sample, news: Once()) == .lookUp)
    }

    /// Somebody waits for a payout of that name, and it was seen to change: who asks for another one under it must not hear
    /// of that, though it be in time only to hear what is known.
    @Test func `rule 4: who asks under another's name hears nothing of it`() {
        var table = FlightTable()
        let payout = PayoutMachine.inProgress.payout
        _ = table.waits(for: payout.partnerTrxID, of: "payroll", news: Once())
        _ = table.published(payout)
        var stranger = PayoutIntent.sample
        stranger.caller = "refunds"
        guard case .fly(let number) = table.remitRequested(stranger, news: Once()) else { return #expect(Bool(false), "it flies") }
        #expect(table.left(payout.partnerTrxID, number: number) == nil)
    }

    /// Who asks for the same again is told.
    @Test func `who asks for the same hears what is known`() {
        var table = FlightTable()
        let payout = PayoutMachine.inProgress.payout
        _ = table.waits(for: payout.partnerTrxID, of: "payroll", news: Once())
        _ = table.published(payout)
        guard case .fly(let number) = table.remitRequested(.sample, news: Once()) else { return #expect(Bool(false), "it flies") }
        #expect(table.left(payout.partnerTrxID, number: number) == payout)
    }

    /// The flight has yet to land, but what it brought has been told: nobody who joins it now would hear of it.
    @Test func `rule 4: who asks once it is settled hears what is recorded`() {
        var table = FlightTable()
        guard case .fly = table.remitRequested(.sample, news: Once()) else { return #expect(Bool(false), "it flies") }
        guard case .share = table.remitRequested(.sample, news: Once()) else { return #expect(Bool(false), "it is shared") }
        #expect(table.joins(.sample, news: Once()).waiter != nil)
        #expect(table.published(PayoutMachine.unknown.payout).isEmpty)
        guard case .share = table.remitRequested(.sample, news: Once()) else { return #expect(Bool(false), "it is shared still") }
        #expect(table.published(PayoutMachine.inProgress.payout).count == 4)
        #expect(table.remitRequested(.sample, news: Once()) == .lookUp)
        #expect(table.joins(.sample, news: Once()).waiter == nil)
    }

    @Test func `those who only wait leave room for those who pay and decide`() throws {
        var table = FlightTable()
        var numbers: [UInt64] = []
        for index in 0..<PayoutLimits.waits {
            let number = table.waits(for: "old-\(index)", of: "caller-\(index % 2)", news: Once())
            numbers.append(try #require(number))
        }
        #expect(table.waits(for: "one-more", of: "other", news: Once()) == nil)
        #expect(table.waits(for: "old-0", of: "other", news: Once()) == nil)
        let heard = Intervention(
            partnerTrxID: "other", matter: .heard(.word(OYWord(code: "101")), version: 1, askedAs: .sample, by: nil), news: Once())
        #expect(table.enqueue(heard) == .now)
        #expect(table.landed("other") == nil)
        for index in 0..<PayoutLimits.flights - PayoutLimits.waits {
            #expect(flies(&table, "new-\(index)"), "\(index)")
        }
        #expect(!flies(&table, "too-many", for: "other"))
        _ = table.left("old-0", number: numbers[0])
        _ = table.left("old-0", number: numbers[0])
        #expect(table.waits(for: "old-0", of: "other", news: Once()) != nil)
        #expect(table.waits(for: "old-1", of: "other", news: Once()) == nil)
        let everybody = table.everyWaiter()
        #expect(everybody.count == PayoutLimits.flights)
        #expect(table.waits(for: "old-1", of: "other", news: Once()) != nil)
    }

    @Test func `no caller pays so much at once that the others can't`() {
        var table = FlightTable()
        for index in 0..<PayoutLimits.flightsOfCaller { #expect(flies(&table, "flood-\(index)"), "\(index)") }
        #expect(!flies(&table, "flood-more"))
        // It may still share what flies already.
        guard case .share = table.remitRequested(intent("flood-0"), news: Once()) else { return #expect(Bool(false), "it is shared") }
        #expect(flies(&table, "refund", for: "refunds"))
        // Nobody waits for it any more, but it is under way: that is a place.
        _ = table.everyWaiter()
        #expect(!flies(&table, "flood-more"))
        #expect(table.landed("flood-0") == nil)
        #expect(table.landed("flood-0") == nil)
        #expect(flies(&table, "flood-more"))
        #expect(!flies(&table, "flood-still-more"))
    }

    /// Each call that waits takes memory, however few payouts all of them are for.
    @Test func `who asks without end for what is under way hears what is recorded, once as many wait as may`() {
        var table = FlightTable()
        #expect(flies(&table, "pay-1"))
        var last: UInt64 = 0
        for index in 1..<2 * PayoutLimits.flightsOfCaller {
            guard case .share(let number) = table.remitRequested(intent("pay-1"), news: Once()) else {
                return #expect(Bool(false), "\(index) share it")
            }
            last = number
        }
        #expect(table.remitRequested(intent("pay-1"), news: Once()) == .lookUp)
        #expect(table.joins(intent("pay-1"), news: Once()).waiter == nil)
        // What is new goes on all the same, and so do the others.
        #expect(flies(&table, "pay-2"))
        #expect(flies(&table, "refund", for: "refunds"))
        #expect(table.joins(intent("refund", for: "refunds"), news: Once()).waiter != nil)
        _ = table.left("pay-2", number: last)
        #expect(table.joins(intent("pay-1"), news: Once()).waiter == nil)
        for number in [last, last - 1] { _ = table.left("pay-1", number: number) }
        #expect(table.joins(intent("pay-1"), news: Once()).waiter != nil)
        #expect(table.joins(intent("pay-1"), news: Once()).waiter == nil)
        #expect(table.gaveUp("pay-1").count == 2 * PayoutLimits.flightsOfCaller - 1)
        #expect(table.joins(intent("pay-2"), news: Once()).waiter != nil)
    }

    /// While OY! is out of reach flights are short, and callers wait until their deadlines for what the resolver brings.
    @Test func `a payout that its caller waits for takes a place, though nothing flies`() throws {
        var table = FlightTable()
        var first: UInt64?
        for index in 0..<PayoutLimits.flightsOfCaller {
            guard case .fly(let number) = table.remitRequested(intent("flood-\(index)"), news: Once()) else {
                Issue.record("\(index) does not fly")
                return
            }
            if index == 0 { first = number }
            #expect(table.landed("flood-\(index)") == nil)
        }
        #expect(!flies(&table, "flood-more"))
        #expect(flies(&table, "refund", for: "refunds"))
        // The resolver's turn takes no other place, and its end gives none back.
        let isTaken = table.takeOff("flood-0")
        #expect(isTaken)
        #expect(table.landed("flood-0") == nil)
        #expect(!flies(&table, "flood-more"))
        _ = table.left("flood-0", number: try #require(first))
        #expect(flies(&table, "flood-more"))
        #expect(!flies(&table, "flood-still-more"))
    }

    @Test func `whoever heard of the end waits no more, and no caller waits so much that the others can't`() {
        var table = FlightTable()
        for _ in 0..<PayoutLimits.waitsOfCaller { _ = table.waits(for: "pay-1", of: "payroll", news: Once()) }
        #expect(table.waits(for: "pay-1", of: "payroll", news: Once()) == nil)
        #expect(table.waits(for: "pay-1", of: "other", news: Once()) != nil)
        let heard = table.published(PayoutMachine.completed.payout)
        #expect(heard.count == PayoutLimits.waitsOfCaller + 1)
        #expect(table.waits(for: "pay-1", of: "payroll", news: Once()) != nil)
    }

    private func intent(_ id: String, for caller: String = PayoutIntent.sample.caller) -> PayoutIntent {
        var intent = PayoutIntent.sample
        (intent.partnerTrxID, intent.caller) = (id, caller)
        return intent
    }

    private func flies(_ table: inout FlightTable, _ id: String, for caller: String = PayoutIntent.sample.caller) -> Bool {
        if case .fly = table.remitRequested(intent(id, for: caller), news: Once()) { true } else { false }
    }

    @Test func `rule 4: who asks while the resolver or a person works on it hears the present state`() {
        var table = FlightTable()
        let settled = PayoutMachine.completed.payout
        let id = settled.partnerTrxID
        var intent = PayoutIntent.sample
        intent.partnerTrxID = id

        // The caller's flight leaves it unknown; a later one, the resolver's, settles it.
        guard case .fly = table.remitRequested(intent, news: Once()) else { return #expect(Bool(false), "the first one flies") }
        #expect(table.landed(id) == nil)
        guard case .share = table.remitRequested(intent, news: Once()) else { return #expect(Bool(false), "both wait for its end") }
        let isTaken = table.takeOff(id)
        #expect(isTaken)
        #expect(table.published(settled).count == 2)
        #expect(table.remitRequested(intent, news: Once()) == .lookUp)
        #expect(table.landed(id) == nil)
        #expect(table.isEmpty)

        // Or the caller's flight settles it, and a person's decision has its turn behind it.
        guard case .fly = table.remitRequested(intent, news: Once()) else { return #expect(Bool(false), "the first one flies") }
        let decision = Intervention(
            partnerTrxID: id, matter: .heard(.word(OYWord(code: "101")), version: 1, askedAs: .sample, by: nil), news: Once())
        #expect(table.enqueue(decision) == .waits)
        #expect(table.published(settled).count == 1)
        #expect(table.landed(id)?.news === decision.news)
        #expect(table.remitRequested(intent, news: Once()) == .lookUp)
        #expect(table.landed(id) == nil)
        #expect(table.isEmpty)
    }

    @Test func `what interrupts a payout waits for its turn in order, as many as there is room for`() {
        var table = FlightTable()
        let all = (0...PayoutLimits.interventionsWaiting + 1).map { _ in
            Intervention(
                partnerTrxID: "pay-1", matter: .heard(.word(OYWord(code: "101")), version: 1, askedAs: .sample, by: nil), news: Once())
        }
        let queued = all.map { table.enqueue($0) }
        let waiting = Array(repeating: FlightTable.Queued.waits, count: PayoutLimits.interventionsWaiting)
        #expect(queued == [.now] + waiting + [.noRoom])
        // What waits of one kind takes no place from the other.
        let person = AuditCaller(name: "ops", uid: 1, gid: 1, pid: 1, executable: nil)
        let decision = Intervention(
            partnerTrxID: "pay-1",
            matter: .decided(.cancel, by: person, reason: "", owner: nil, seen: PayoutMachine.unknown.payout), news: Once())
        #expect(table.enqueue(decision) == .waits)
        for intervention in all[1...PayoutLimits.interventionsWaiting] { #expect(table.landed("pay-1")?.news === intervention.news) }
        #expect(table.landed("pay-1")?.news === decision.news)
        #expect(table.landed("pay-1") == nil)
        #expect(table.isEmpty)
    }
}

extension FlightTable.Joining {
    var waiter: UInt64? { if case .waits(let number) = self { number } else { nil } }
}
