@testable import Gateway
import Testing

@Suite struct DeskBookTests {
    /// After a restart nothing is in memory: a stranger's call under the name may be the first to begin a flight. The
    /// rightful caller, asking meanwhile, must not hear that the name is taken: that invites paying under another.
    @Test func rule4OnlyTheLedgerTellsWhoseNameItIs() {
        var book = DeskBook()
        var altered = PayoutIntent.sample
        altered.body = Array(#"{"amount":999}"#.utf8)
        guard case .fly = book.asked(altered, news: Once()) else { return #expect(Bool(false), "the first one flies") }
        #expect(book.asked(.sample, news: Once()) == .lookUp)
    }

    /// Somebody waits for a payout of that name, and it was seen to change: who asks for another one under it must not hear
    /// of that, though it be in time only to hear what is known.
    @Test func rule4WhoAsksUnderAnothersNameHearsNothingOfIt() {
        var book = DeskBook()
        let payout = PayoutMachine.inProgress.payout
        _ = book.waits(for: payout.partnerTrxID, wish: .final, news: Once())
        _ = book.published(payout)
        var stranger = PayoutIntent.sample
        stranger.caller = "refunds"
        guard case .fly(let number) = book.asked(stranger, news: Once()) else { return #expect(Bool(false), "it flies") }
        #expect(book.left(payout.partnerTrxID, number: number) == nil)
    }

    /// Who asks for the same again is told.
    @Test func whoAsksForTheSameHearsWhatIsKnown() {
        var book = DeskBook()
        let payout = PayoutMachine.inProgress.payout
        _ = book.waits(for: payout.partnerTrxID, wish: .final, news: Once())
        _ = book.published(payout)
        guard case .fly(let number) = book.asked(.sample, news: Once()) else { return #expect(Bool(false), "it flies") }
        #expect(book.left(payout.partnerTrxID, number: number) == payout)
    }

    /// The flight has yet to land, but what it brought has been told: nobody who joins it now would hear of it.
    @Test func rule4WhoAsksOnceItIsSettledHearsWhatIsRecorded() {
        var book = DeskBook()
        guard case .fly = book.asked(.sample, news: Once()) else { return #expect(Bool(false), "it flies") }
        guard case .share = book.asked(.sample, news: Once()) else { return #expect(Bool(false), "it is shared") }
        #expect(book.joins(.sample, news: Once()) != nil)
        #expect(book.published(PayoutMachine.unknown.payout).isEmpty)
        guard case .share = book.asked(.sample, news: Once()) else { return #expect(Bool(false), "it is shared still") }
        #expect(book.published(PayoutMachine.inProgress.payout).count == 4)
        #expect(book.asked(.sample, news: Once()) == .lookUp)
        #expect(book.joins(.sample, news: Once()) == nil)
    }

    @Test("Those who only wait leave room for those who pay and decide")
    func waitingTakesNoPlaceFromPaying() throws {
        var book = DeskBook()
        var numbers: [UInt64] = []
        for index in 0..<PayoutLimits.waits {
            let number = book.waits(for: "old-\(index)", wish: .final, news: Once())
            numbers.append(try #require(number))
        }
        #expect(book.waits(for: "one-more", wish: .final, news: Once()) == nil)
        #expect(book.waits(for: "old-0", wish: .final, news: Once()) == nil)
        #expect(book.hasRoomForDecision(about: "other"))
        var intent = PayoutIntent.sample
        for index in 0..<PayoutLimits.flights - PayoutLimits.waits {
            intent.partnerTrxID = "new-\(index)"
            guard case .fly = book.asked(intent, news: Once()) else { return #expect(Bool(false), "\(index) flies") }
        }
        intent.partnerTrxID = "too-many"
        #expect(book.asked(intent, news: Once()) == .overloaded)
        _ = book.left("old-0", number: numbers[0])
        _ = book.left("old-0", number: numbers[0])
        #expect(book.waits(for: "old-0", wish: .final, news: Once()) != nil)
        #expect(book.waits(for: "old-1", wish: .final, news: Once()) == nil)
        let everybody = book.everyWaiter()
        #expect(everybody.count == PayoutLimits.flights)
        #expect(book.waits(for: "old-1", wish: .final, news: Once()) != nil)
    }

    @Test("Whoever heard of the end waits no more")
    func heardOfTheEnd() {
        var book = DeskBook()
        for _ in 0..<PayoutLimits.waits { _ = book.waits(for: "pay-1", wish: .final, news: Once()) }
        #expect(book.waits(for: "pay-1", wish: .final, news: Once()) == nil)
        let heard = book.published(PayoutMachine.completed.payout)
        #expect(heard.count == PayoutLimits.waits)
        #expect(book.waits(for: "pay-1", wish: .final, news: Once()) != nil)
    }

    @Test("rule 4: who asks while the resolver or a person works on it hears the present state")
    func rule4NobodySharesAnothersFlight() {
        var book = DeskBook()
        let settled = PayoutMachine.completed.payout
        let id = settled.partnerTrxID
        var intent = PayoutIntent.sample
        intent.partnerTrxID = id

        // The caller's flight leaves it unknown; a later one, the resolver's, settles it.
        guard case .fly = book.asked(intent, news: Once()) else { return #expect(Bool(false), "the first one flies") }
        #expect(book.landed(id) == nil)
        guard case .share = book.asked(intent, news: Once()) else { return #expect(Bool(false), "both wait for its end") }
        let isTaken = book.takeOff(id)
        #expect(isTaken)
        #expect(book.published(settled).count == 2)
        #expect(book.asked(intent, news: Once()) == .lookUp)
        #expect(book.landed(id) == nil)
        #expect(book.isEmpty)

        // Or the caller's flight settles it, and a person's decision has its turn behind it.
        guard case .fly = book.asked(intent, news: Once()) else { return #expect(Bool(false), "the first one flies") }
        let decision = DeskDecision(
            partnerTrxID: id,
            matter: .decided(.paid, by: AuditCaller(name: "ops", uid: 1, gid: 1, pid: 1, executable: nil), reason: "seen", owner: nil),
            news: Once())
        let isItsTurn = book.decides(decision)
        #expect(!isItsTurn)
        #expect(book.published(settled).count == 1)
        #expect(book.landed(id)?.news === decision.news)
        #expect(book.asked(intent, news: Once()) == .lookUp)
        #expect(book.landed(id) == nil)
        #expect(book.isEmpty)
    }
}
