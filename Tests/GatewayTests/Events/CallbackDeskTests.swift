import Contract
import Synchronization
import Testing

@testable import Gateway

/// From a callback that comes in to an event that is told, or not.
@Suite struct CallbackDeskTests {
    private static let account =
        #"{"id":"va-1","va_number":"100","partner_user_id":"u1","amount":0,"bank_code":"002"}"#
    private static let list = AttemptOutcome.text(
        #"{"total":1,"data":[\#(account)],"status":{"code":"000","message":"Success"}}"#)

    private static func history(_ payments: String...) -> AttemptOutcome {
        history(payments.map { ($0, 50_000, nil) })
    }

    private static func history(_ payments: [(id: String, amount: Int, at: WallTime?)], total: Int? = nil) -> AttemptOutcome {
        let data = payments.map { payment in
            let time = payment.at.map { #","last_updated":\#($0.milliseconds)"# } ?? ""
            return #"{"id":"\#(payment.id)","amount":\#(payment.amount),"va_number":"100"\#(time)}"#
        }.joined(separator: ",")
        return .text(
            #"{"id":"va-1","status":{"code":"000"},"data":[\#(data)],"number_of_transaction":\#(total ?? payments.count)}"#)
    }

    /// The answer about one account.
    private static func stated(_ status: String, id: String = "va-1") -> AttemptOutcome {
        let members = String(account.replacing("va-1", with: id).dropLast())
        return .text(members + #","va_status":"\#(status)","status":{"code":"000"}}"#)
    }

    private static let notHere = AttemptOutcome.text("not here", http: 404)

    private static let body = #"{"va_number":"100","amount":50000,"partner_user_id":"u1","success":true}"#

    final class Notes: EventObserver {
        let state = Mutex<(concluded: [CallbackConclusion], found: Int, waiting: [String], failed: Int)>(([], 0, [], 0))
        func received(_ kind: CallbackKind) {}
        func concluded(_ kind: CallbackKind, as conclusion: CallbackConclusion, id: Int64, payout: String?) {
            state.withLock { $0.concluded.append(conclusion) }
        }
        func found(_ kind: CallbackKind, id: Int64, events: Int) { state.withLock { $0.found += events } }
        func notLookedUp(_ kind: CallbackKind, id: Int64, cause: String) { state.withLock { $0.waiting.append(cause) } }
        func ledgerFailed(_ error: LedgerError) { state.withLock { $0.failed += 1 } }
    }

    private struct Room {
        let clock = JumpingClock()
        let ledger = FakeLedger()
        let notes = Notes()
        let upstream: ScriptedUpstream
        let desk: CallbackDesk
        let calls: UpstreamCalls

        /// - Parameters:
        ///   - pace: how long each answer takes.
        ///   - during: runs within each attempt.
        init(_ outcomes: [AttemptOutcome], pace: Duration = .zero, during: @escaping @Sendable () -> Void = {}) throws {
            upstream = ScriptedUpstream(outcomes) { [clock] _ in
                clock.advance(by: pace)
                during()
            }
            let endpoints = try EndpointTable()
            let gate = SharedUpstreamGate(timekeeper: clock)
            let payoutDesk = PayoutDesk(
                ledger: ledger, upstream: upstream, clock: clock, timers: clock, gate: gate, wire: ContractWire(endpoints),
                observer: FakeObserver(), settings: defaults, jitter: { 0 })
            let memory = AccountMemory()
            calls = UpstreamCalls(
                upstream: upstream, gate: gate, timekeeper: clock, attemptTimeout: .seconds(30), memory: memory, chance: { 0 })
            desk = CallbackDesk(
                ledger: ledger, payoutDesk: payoutDesk, calls: calls, memory: memory,
                endpoints: endpoints, audit: AuditTrail(ledger: ledger, timekeeper: clock) { "digest of \($0.count)" },
                clock: clock, observer: notes, settings: EventSettings())
        }

        func receive(_ kind: CallbackKind, _ body: String) async throws {
            try await desk.receive(try ReceivedCallback(kind, body: Array(body.utf8)), from: "test")
        }

        /// The same an hour later, too, and looks each up until it is concluded.
        func receiveTwice(_ kind: CallbackKind, _ body: String) async throws {
            try await receive(kind, body)
            _ = await desk.lookUpDue()
            clock.advance(by: .seconds(3_600))
            try await receive(kind, body)
            _ = await desk.lookUpDue()
            clock.advance(by: .seconds(900))
            _ = await desk.lookUpDue()
        }

        var told: [Event] { ledger.state.value.events.events }
        var outcomes: [String] { ledger.state.value.entries.filter { $0.kind == .callback }.compactMap { $0.outcome?.code } }
        var questions: [String] { upstream.attempts.map(\.request.target) }
        var concluded: [CallbackConclusion] { notes.state.withLock { $0.concluded } }
    }

    @Test func aPaymentThatTheBooksConfirmIsTold() async throws {
        let room = try Room([Self.list, Self.history("p1")])
        try await room.receive(.virtualAccount, Self.body)
        #expect(room.told.isEmpty, "not before OY! was asked")
        _ = await room.desk.lookUpDue()
        #expect(room.told.map(\.kind) == [.virtualAccount])
        #expect(room.told.first?.isVerified == true)
        #expect(room.outcomes == ["received", "verified"])
        #expect(room.upstream.attempts.map(\.request.target) == [
            "/api/static-virtual-account?offset=0&limit=100", "/api/va-tx-history/va-1?offset=0&limit=100",
        ])
    }

    /// So that a stop takes no longer than an attempt does.
    @Test("Once the gateway stops no further question is put, and the callback waits for the next start")
    func stopping() async throws {
        let looking = Watched<Task<Void, Never>?>(nil)
        let room = try Room([Self.list]) { looking.change { $0?.cancel() } }
        try await room.receive(.virtualAccount, Self.body)
        looking.change { $0 = Task { _ = await room.desk.lookUpDue() } }
        await looking.value?.value
        #expect(room.upstream.attempts.map(\.request.target) == ["/api/static-virtual-account?offset=0&limit=100"])
        #expect(room.concluded.isEmpty)
        #expect(room.notes.state.withLock { $0.waiting } == ["the gateway is stopping"])
    }

    @Test("A repetition is told once, and the list is not gone through for it")
    func aRepetitionIsToldOnce() async throws {
        let room = try Room(
            [Self.list, Self.history("p1"), Self.history("p1"), Self.history("p1"), Self.stated("WAITING_PAYMENT")])
        try await room.receiveTwice(.virtualAccount, Self.body)
        #expect(room.told.count == 1)
        #expect(room.concluded == [.told, .repeated])
    }

    /// Its old account is remembered, and not relied on for long.
    @Test func aNumberThatBelongsToAnotherAccountByNow() async throws {
        let new = AttemptOutcome.text(
            #"{"total":1,"data":[\#(Self.account.replacing("va-1", with: "va-2"))],"status":{"code":"000"}}"#)
        let room = try Room(
            [
                Self.list, Self.history("p1"), Self.history("p1"), Self.history("p1"), Self.stated("COMPLETE"), new,
                Self.history("p2"),
            ])
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        room.clock.advance(by: .seconds(60))
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        room.clock.advance(by: .seconds(60))
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 2)
    }

    @Test func aSecondPaymentInTheSameWordsIsToldToo() async throws {
        let room = try Room([Self.list, Self.history("p1"), Self.history("p1", "p2")])
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 2)
    }

    @Test("An older payment that no callback told of hides no later one in the same words")
    func anOlderPaymentExplainsTheCallback() async throws {
        let room = try Room([Self.list, Self.history("p1"), Self.history("p1", "p2")])
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1, "p2 is not in the books yet")
        room.clock.advance(by: .seconds(899))
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1, "once more is enough")
        room.clock.advance(by: .seconds(1))
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 2)
        room.clock.advance(by: .seconds(3_600))
        _ = await room.desk.lookUpDue()
        #expect(room.outcomes == ["received", "verified", "verified"])
        #expect(room.concluded == [.told, .told])
    }

    @Test("The last look brings nothing, and is no news")
    func theLastLook() async throws {
        let room = try Room([Self.list, Self.history("p1"), Self.history("p1")])
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        room.clock.advance(by: .seconds(900))
        _ = await room.desk.lookUpDue()
        #expect(room.outcomes == ["received", "verified"])
        #expect(room.concluded == [.told])
        #expect(room.ledger.state.value.events.callbacks.values.map(\.conclusion) == [.told])
    }

    @Test("A payment whose callback was lost is told when its account is looked at; one from before the gateway is not")
    func lostCallback() async throws {
        // The first callback about a payment comes at second 1.
        let history = Self.history([("before", 10_000, second(0.5)), ("lost", 70_000, second(2)), ("p1", 50_000, second(1))])
        let room = try Room([Self.list, history])
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        let amounts = room.told.compactMap { event in
            if case .facts(let facts) = event.content { EventKind.virtualAccount.message(of: facts)?.integer("amount") } else { nil }
        }
        #expect(amounts == [50_000, 70_000])
        #expect(room.ledger.state.value.entries.last?.detail == "in OY!'s books: va:p1, va:lost")
    }

    @Test("What is found on the way is told, and does not pass for the callback's own")
    func foundOnTheWay() async throws {
        let room = try Room([Self.list, Self.history([("other", 70_000, second(2))])])
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1)
        #expect(room.outcomes == ["received", "found"])
        #expect(room.concluded.isEmpty)
        #expect(room.notes.state.withLock { $0.found } == 1)
    }

    @Test("An account that OY! does not show hides no other of its number")
    func unreadableAccount() async throws {
        let room = try Room([Self.notHere, Self.history("p1"), Self.stated("WAITING_PAYMENT", id: "va-2")])
        room.ledger.state.change { state in
            state.events.accounts = [
                KnownAccount(number: "100", id: "va-1", partnerUserID: "u1"), KnownAccount(number: "100", id: "va-2", partnerUserID: ""),
            ]
        }
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1)
        #expect(room.concluded == [.told])
    }

    @Test("Where OY! does not show the only account that is known, its list is gone through; after a day nobody waits")
    func onlyAccountIsUnreadable() async throws {
        let room = try Room([Self.notHere, Self.notHere, Self.list, Self.notHere, Self.list])
        room.ledger.state.change { $0.events.accounts = [KnownAccount(number: "100", id: "va-1", partnerUserID: "u1")] }
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        room.clock.advance(by: .seconds(900))
        _ = await room.desk.lookUpDue()
        #expect(room.concluded.isEmpty && room.told.isEmpty)
        #expect(room.notes.state.withLock { $0.waiting } == ["UPSTREAM_CODE_UNKNOWN", "UPSTREAM_CODE_UNKNOWN"])
        room.clock.advance(by: .seconds(86_400))
        _ = await room.desk.lookUpDue()
        #expect(room.concluded == [.unconfirmed])
    }

    @Test("A list that ends before its total contradicts nothing")
    func listIsShort() async throws {
        let some = AttemptOutcome.text(
            #"{"total":2,"data":[\#(Self.account.replacing("100", with: "200"))],"status":{"code":"000"}}"#)
        let rest = AttemptOutcome.text(#"{"total":2,"data":[],"status":{"code":"000"}}"#)
        let room = try Room([some, rest, some, rest])
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        room.clock.advance(by: .seconds(900))
        _ = await room.desk.lookUpDue()
        #expect(room.concluded.isEmpty && room.told.isEmpty)
        #expect(room.notes.state.withLock { $0.waiting } == Array(repeating: "OY! shows fewer accounts than it says there are", count: 2))
    }

    @Test("During an outage the known accounts are not gone past")
    func outageOfHistories() async throws {
        let room = try Room([.said("208"), .said("208"), Self.history("p1")])
        room.ledger.state.change { $0.events.accounts = [KnownAccount(number: "100", id: "va-1", partnerUserID: "u1")] }
        try await room.receive(.virtualAccount, Self.body)
        for _ in 0..<3 {
            _ = await room.desk.lookUpDue()
            room.clock.advance(by: .seconds(86_400))
        }
        #expect(room.concluded == [.told])
        #expect(room.questions.allSatisfy { $0.contains("va-tx-history") })
    }

    /// The first pages of a history of a thousand payments that has the newest last, in the order in which they are read.
    private static let longHistory: [AttemptOutcome] = {
        let old: [(id: String, amount: Int, at: WallTime?)] = (1...100).map { ("old-\($0)", 1, second(Double($0))) }
        let newest = Array(old.dropLast()) + [(id: "p1", amount: 50_000, at: second(1_000_000))]
        return [old, newest, old].map { history($0, total: 1_000) }
    }()

    @Test("For a repetition a long history is not read whole")
    func repetitionInALongHistory() async throws {
        let again = Self.longHistory + Self.longHistory + [Self.stated("WAITING_PAYMENT")]
        let room = try Room([Self.list] + Self.longHistory + again)
        room.clock.advance(by: .seconds(1_000_000))
        try await room.receiveTwice(.virtualAccount, Self.body)
        #expect(room.concluded == [.told, .repeated])
    }

    @Test("Before a payment is denied a long history is read whole")
    func lieAboutALongHistory() async throws {
        let whole = Self.longHistory.prefix(2) + Array(repeating: Self.longHistory[2], count: 8)
        let room = try Room([Self.list] + Self.longHistory + Self.longHistory + whole + [Self.list])
        room.clock.advance(by: .seconds(1_000_000))
        try await room.receive(.virtualAccount, Self.body.replacing("50000", with: "99"))
        _ = await room.desk.lookUpDue()
        room.clock.advance(by: .seconds(900))
        _ = await room.desk.lookUpDue()
        #expect(room.concluded == [.contradicted])
        #expect(room.questions.suffix(3).compactMap { $0.split(separator: "?").last } == [
            "offset=200&limit=100", "offset=100&limit=100", "offset=0&limit=100",
        ])
    }

    /// Beyond a day ago nothing is read as long as nothing is concluded, and beyond 45 s nothing at all.
    @Test("Of a history that is too long the newest is read", arguments: [
        (10, ["offset=0&limit=100", "offset=900&limit=100", "offset=800&limit=100"]),
        (20, ["offset=0&limit=100", "offset=900&limit=100"]),
    ])
    func longHistory(pace: Int, expected: [String]) async throws {
        let room = try Room([Self.list] + Self.longHistory.prefix(expected.count), pace: .seconds(pace))
        room.clock.advance(by: .seconds(1_000_000))
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1)
        #expect(room.questions.dropFirst().compactMap { $0.split(separator: "?").last.map(String.init) } == expected)
    }

    @Test("An account that went by in an answer is not looked for")
    func accountThatWentBy() async throws {
        let get = String(Self.account.dropLast()) + #","va_status":"WAITING_PAYMENT","status":{"code":"000"}}"#
        // The answer that tells of a new account does not say whose it is.
        let created = get.replacing(#""partner_user_id":"u1","#, with: "")
        let room = try Room([.text(created), Self.history("p1"), .text(get), Self.history("p2")])
        let create = try endpoint("CreateVirtualAccount")
        _ = await room.calls.call(create, HTTPCall(verb: .post, target: "/"), deadline: room.clock.now.advanced(by: .seconds(9)))
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1)
        if case .facts(let facts) = room.told.first?.content { #expect(facts.contains(#""partner_user_id":"u1""#), "\(facts)") }
        // It is remembered in the ledger, too.
        try await room.desk.rememberOnce()
        #expect(room.ledger.state.value.events.accounts == [KnownAccount(number: "100", id: "va-1", partnerUserID: "u1")])
        #expect(room.desk.memory.next().isEmpty)
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 2)
    }

    /// 5 s of a list whose pages take 2 s each are three pages.
    @Test("A list that is too long for one look-up is gone through in several, and nothing is concluded before its end")
    func longList() async throws {
        func page(_ number: Int, _ last: String = "x") -> AttemptOutcome {
            let others = (0..<99).map { #"{"id":"o-\#(number)-\#($0)","va_number":"9","partner_user_id":"u"}"# } + [last]
            return .text(#"{"total":500,"data":[\#(others.joined(separator: ","))],"status":{"code":"000"}}"#)
        }
        let other = #"{"id":"o","va_number":"9","partner_user_id":"u"}"#
        let room = try Room(
            (0..<3).map { page($0, other) } + [page(3, other), page(4, Self.account), Self.history("p1")], pace: .seconds(2))
        try await room.receive(.virtualAccount, Self.body)
        room.clock.advance(by: .seconds(900))
        _ = await room.desk.lookUpDue()
        #expect(room.concluded.isEmpty && room.told.isEmpty)
        room.clock.advance(by: .seconds(2))
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1)
        #expect(room.upstream.attempts.map(\.request.target).dropLast().compactMap { $0.split(separator: "?").last } == [
            "offset=0&limit=100", "offset=100&limit=100", "offset=200&limit=100", "offset=300&limit=100", "offset=400&limit=100",
        ])
    }

    @Test func aLieIsKeptAndNotTold() async throws {
        let room = try Room([Self.list, Self.history(), Self.history(), Self.list])
        try await room.receive(.virtualAccount, Self.body)
        _ = await room.desk.lookUpDue()
        room.clock.advance(by: .seconds(900))
        _ = await room.desk.lookUpDue()
        #expect(room.told.isEmpty)
        #expect(room.concluded == [.contradicted])
        #expect(room.outcomes == ["received", "contradicted"])
        #expect(room.ledger.state.value.events.callbacks.values.map(\.conclusion) == [.contradicted])
    }

    /// OY! says itself that there is more than it shows: that is no proof that the callback is untrue.
    @Test func aHistoryThatIsShorterThanItSaysProvesNothing() async throws {
        let room = try Room([Self.list, Self.history([], total: 1), Self.list, Self.history("p1")])
        try await room.receive(.virtualAccount, Self.body)
        room.clock.advance(by: .seconds(3_600))
        _ = await room.desk.lookUpDue()
        #expect(room.concluded.isEmpty)
        room.clock.advance(by: .seconds(3_600))
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1)
    }

    /// However long OY! can't be asked, nothing is told, nothing is dropped, and then it is told.
    @Test func anOutageOnlyDelays() async throws {
        let room = try Room(
            Array(repeating: .said("205"), count: 3) + [Self.list, Self.history("p1")])
        try await room.receive(.virtualAccount, Self.body)
        for _ in 0..<3 {
            _ = await room.desk.lookUpDue()
            #expect(room.told.isEmpty)
            room.clock.advance(by: .seconds(3_600))
        }
        _ = await room.desk.lookUpDue()
        #expect(room.told.count == 1)
        #expect(room.notes.state.withLock { $0.waiting.count } == 3)
    }

    @Test func aFailedPaymentIsToldUnverifiedAndNobodyIsAsked() async throws {
        let room = try Room([])
        try await room.receive(.virtualAccount, #"{"va_number":"100","amount":50000,"success":false}"#)
        #expect(room.told.map(\.isVerified) == [false])
    }

    @Test func verdictsAreToldAtOnceAndOnceWithinAWhile() async throws {
        let room = try Room([])
        let body = #"{"status":{"code":"000","message":"verified"}}"#
        for pause in [0, 1, 7, 11] {
            room.clock.advance(by: .seconds(pause))
            try await room.receive(.kyc, body)
        }
        try await room.receive(.kyc, #"{"status":{"code":"005","message":"not clear"}}"#)
        #expect(room.told.map(\.kind) == [.kyc, .kyc, .kyc])
        // Whatever else OY! says tells two apart, also where the contract does not know it.
        for number in 1...2 {
            try await room.receive(.kyc, #"{"status":{"code":"005","message":"not clear"},"reference":"\#(number)"}"#)
        }
        #expect(room.told.count == 5)
    }

    @Test func withoutALedgerNothingIsTakenIn() async throws {
        let room = try Room([])
        room.ledger.isBroken = true
        await #expect(throws: LedgerError.self) { try await room.receive(.kyc, #"{"status":{"code":"000"}}"#) }
    }

    private static let completed = #"{"status":{"code":"000"},"partner_trx_id":"own"}"#

    private func payout(_ state: PayoutState) -> Payout {
        var payout = Payout(
            partnerTrxID: "own", caller: "payroll", body: Array("{}".utf8), amountRupiah: 10_000, recipientBank: "014",
            createdAt: second(1), state: state, sendUntil: second(2), nextActionAt: nil)
        payout.finalAt = second(1)
        return payout
    }

    @Test("OY! is asked about a failed payout that it reports as paid, and the alarm is one of its own")
    func paidAfterAll() async throws {
        let room = try Room([.said("000", #""partner_trx_id":"own","amount":10000"#)])
        var failed = payout(.failed)
        failed.partner = .sample
        room.ledger["own"] = failed
        try await room.receive(.disbursement, Self.completed)
        _ = await room.desk.lookUpDue()
        #expect(room.upstream.attempts.map(\.request.target) == ["/api/remit-status"])
        #expect(room.upstream.attempts.map(\.partner) == [.sample])
        #expect(room.ledger["own"]?.livesOnSince != nil, "nobody hears any more that it was not paid")
        #expect(room.ledger["own"]?.state == .failed)
        #expect(room.concluded == [.disputed])
        #expect(room.outcomes == ["received", "disputed"])
        #expect(room.told.map(\.isVerified) == [true])
    }

    @Test("OY! is asked about a payout that waits for approval and that it reports as paid: it is marked, and approved no more")
    func paidBeforeApproval() async throws {
        let room = try Room([.said("000", #""partner_trx_id":"own","amount":10000"#)])
        var waiting = payout(.awaitingApproval)
        waiting.finalAt = nil
        waiting.nextActionAt = second(1_000_000)
        room.ledger["own"] = waiting
        try await room.receive(.disbursement, Self.completed)
        _ = await room.desk.lookUpDue()
        let marked = try #require(room.ledger["own"])
        #expect(marked.state == .awaitingApproval && marked.livesOnSince != nil)
        #expect(room.concluded == [.disputed])
        #expect(throws: PayoutRefusal.livesOn) {
            var machine = PayoutMachine(stored: marked, settings: PayoutSettings(), partner: .sample)
            _ = try machine.decided(.approve, by: "boss", uid: 7, reason: "fine", at: second(2))
        }
    }

    @Test("What was sent as another partner is told where the ledger knows as much, and where it does not OY! is not asked")
    func sentAsAnother() async throws {
        for (state, concluded) in [(PayoutState.completed, [CallbackConclusion.told]), (.failed, []), (.unknown, [])] {
            let room = try Room([])
            var payout = payout(state)
            payout.partner = .another
            room.ledger["own"] = payout
            try await room.receive(.disbursement, Self.completed)
            _ = await room.desk.lookUpDue()
            #expect(room.concluded == concluded, "\(state)")
        }
    }

    @Test("A true report on a payout whose state nobody knows waits until OY! can be asked")
    func trueReportDuringAnOutage() async throws {
        let room = try Room([])
        room.ledger["own"] = payout(.recorded)
        try await room.receive(.disbursement, Self.completed)
        for _ in 0..<3 {
            _ = await room.desk.lookUpDue()
            room.clock.advance(by: .seconds(3_600))
        }
        #expect(room.concluded.isEmpty)
        room.ledger["own"] = payout(.completed)
        _ = await room.desk.lookUpDue()
        #expect(room.concluded == [.told])
    }

    @Test("While what OY! says can't be written down, it is hardly asked")
    func ledgerThatCanNotBeWritten() async throws {
        let room = try Room(Array(repeating: .said("000", #""partner_trx_id":"x""#), count: 40))
        for number in 0..<40 {
            try await room.receive(.disbursement, #"{"status":{"code":"000"},"partner_trx_id":"x\#(number)"}"#)
        }
        room.ledger.state.change { $0.isReadOnly = true }
        #expect(await room.desk.lookUpDue() == .ledgerFailed)
        #expect(room.upstream.attempts.count <= EventLimits.looksAtOnce)
        #expect((1...9).map { CallbackDesk.outagePause(after: $0) } == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
    }

    @Test("What OY! can't be asked about is refused at the door")
    func idThatCanNotBeAskedAbout() throws {
        let room = try Room([])
        for (id, isRefused) in [("x", false), (String(repeating: "x", count: 129), true)] {
            let body = Array(#"{"status":{"code":"000"},"partner_trx_id":"\#(id)"}"#.utf8)
            guard let callback = try? ReceivedCallback(.disbursement, body: body) else {
                #expect(isRefused)
                continue
            }
            #expect((room.desk.problem(with: callback) != nil) == isRefused)
        }
    }

    @Test func aReportOnAPayoutMadeElsewhereIsLookedUp() async throws {
        let room = try Room([.said("000", #""partner_trx_id":"x""#)])
        try await room.receive(.disbursement, #"{"status":{"code":"000"},"partner_trx_id":"x"}"#)
        _ = await room.desk.lookUpDue()
        #expect(room.told.map(\.kind) == [.disbursement])
        #expect(room.told.first?.isVerified == true)
    }
}
