import Contract
import TestSupport
import Testing

@testable import Gateway

/// OY!'s books about virtual accounts are long, end early, or can't be read: what is told then, and what is concluded.
@Suite struct PaymentBooksTests: PaymentCallbackSuite {
    @Test func `an account that OY! does not show hides no other of its number`() async throws {
        let fixture = try Room([Self.notHere, Self.history("p1", of: "va-2"), Self.stated("WAITING_PAYMENT", id: "va-2")])
        fixture.ledger.state.update { state in
            state.events.accounts = [
                KnownAccount(number: "100", id: "va-1", partnerUserID: "u1"), KnownAccount(number: "100", id: "va-2", partnerUserID: ""),
            ]
        }
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
        #expect(fixture.concluded == [.told])
    }

    @Test
    func `where OY! does not show the only account that is known, its list is gone through; after a day nobody waits`() async throws {
        let fixture = try Room([Self.notHere, Self.notHere, Self.list, Self.notHere, Self.list])
        fixture.ledger.state.update { $0.events.accounts = [KnownAccount(number: "100", id: "va-1", partnerUserID: "u1")] }
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty && fixture.told.isEmpty)
        #expect(fixture.waiting == ["UPSTREAM_CODE_UNKNOWN", "UPSTREAM_CODE_UNKNOWN"])
        fixture.clock.advance(by: .seconds(86_400))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.unconfirmed])
    }

    @Test(arguments: [
        (AttemptOutcome.text(#"{"total":2,"data":[],"status":{"code":"000"}}"#), "OY! shows fewer accounts than it says there are"),
        (.said("204"), "OY! no longer finds the list of accounts"),
    ])
    func `a list that ends before its total contradicts nothing`(rest: AttemptOutcome, cause: String) async throws {
        let some = AttemptOutcome.text(
            #"{"total":2,"data":[\#(Self.account.replacing("100", with: "200"))],"status":{"code":"000"}}"#)
        let fixture = try Room([some, rest, some, rest])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty && fixture.told.isEmpty)
        #expect(fixture.waiting == Array(repeating: cause, count: 2))
    }

    @Test func `a list with more accounts of one number than can be looked into contradicts nothing`() async throws {
        let accounts = (0...EventLimits.foundAccounts).map { Self.account.replacing("va-1", with: "va-\($0)") }.joined(separator: ",")
        let list = AttemptOutcome.text(#"{"total":1000000,"data":[\#(accounts)],"status":{"code":"000"}}"#)
        let none = (0..<EventLimits.foundAccounts).map { Self.history(of: "va-\($0)") }
        let fixture = try Room([list] + none + [list] + none)
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty && fixture.told.isEmpty)
        #expect(fixture.waiting == ["OY! lists more accounts of this number than one look-up can read"])
    }

    /// Attack: pages that are far longer than asked for, of one account after the other, until the gateway has no memory left.
    @Test(arguments: [(1, true), (100, true), (1, false)])
    func `of histories no more is read than may be held`(accounts: Int, isLong: Bool) async throws {
        // Short entries take more memory than they take in an answer.
        let long = String(repeating: "9", count: EventLimits.nameBytes - 10)
        let payments = (0..<(isLong ? 8_000 : 40_000)).map {
            isLong ? #"{"id":"\#($0)-\#(long)","amount":1,"va_number":"100"}"# : #"{"id":"1","amount":0}"#
        }.joined(separator: ",")
        let total = accounts == 1 ? 1_000_000_000 : 8_000
        let page = AttemptOutcome.text(#"{"status":{"code":"000"},"data":[\#(payments)],"number_of_transaction":\#(total)}"#)
        let names = (0..<accounts).map { Self.account.replacing("va-1", with: "va-\($0)") }.joined(separator: ",")
        let list = AttemptOutcome.text(#"{"total":\#(accounts),"data":[\#(names)],"status":{"code":"000"}}"#)
        let fixture = try Room([list] + Array(repeating: page, count: 40))
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect((8...12).contains(fixture.questions.count), "\(fixture.questions.count)")
        #expect(fixture.concluded.isEmpty && fixture.told.isEmpty)
        #expect(fixture.waiting == ["the account has more payments than one look-up can read"])
    }

    /// Attack: so many payments that no question can ask for the last of them, which the newest are.
    @Test(arguments: [Int(Int32.max) + 3, .max])
    func `a history that is longer than can be asked for contradicts nothing`(total: Int) async throws {
        let page = Self.history([("p1", 1, second(1)), ("p2", 1, second(2))], total: total)
        let fixture = try Room([Self.list, page])
        fixture.clock.advance(by: .seconds(1_000_000))
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty && fixture.told.isEmpty)
        #expect(fixture.waiting == ["OY! says that there are more than can be asked for"])
    }

    /// Attack: a name of megabytes, in each of a thousand events that no reader could ever be told.
    @Test(arguments: ["id", "created"])
    func `a payment that OY! names in more words than can be kept is not told, and those beside it are`(field: String) async throws {
        let long = String(repeating: "9", count: EventLimits.nameBytes + 1)
        let members = field == "id" ? #""id":"\#(long)""# : #""id":"p2","created":"\#(long)""#
        let history = AttemptOutcome.text(
            """
            {"id":"va-1","status":{"code":"000"},"number_of_transaction":2,"data":[
             {\(members),"amount":50000,"va_number":"100"},{"id":"p1","amount":50000,"va_number":"100"}]}
            """)
        let fixture = try Room([Self.list, history])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        guard case .facts(let facts)? = fixture.told.first?.content else { throw CancellationError() }
        #expect(fixture.told.count == 1 && facts.contains(#""transaction_id":"p1""#))
    }

    @Test func `a user whose name is too long to be kept is paid for all the same, unnamed`() async throws {
        let long = String(repeating: "9", count: EventLimits.nameBytes + 1)
        let list = AttemptOutcome.text(
            #"{"total":1,"data":[\#(Self.account.replacing("\"u1\"", with: "\"\(long)\""))],"status":{"code":"000"}}"#)
        let fixture = try Room([list, Self.history("p1")])
        try await fixture.receive(.virtualAccount, Self.body.replacing(#","partner_user_id":"u1""#, with: ""))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
        #expect(fixture.concluded == [.told])
    }

    @Test func `an account that OY! loses while its history is read has not been read to its end`() async throws {
        let lost = [Self.longHistory[0], AttemptOutcome.said("209")]
        let fixture = try Room([Self.list] + lost + lost + [Self.list])
        fixture.clock.advance(by: .seconds(1_000_000))
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty && fixture.told.isEmpty)
    }

    @Test func `a list that OY! never shows is no outage: after a day nobody waits`() async throws {
        let lacking = AttemptOutcome.text(#"{"total":0,"status":{"code":"000"}}"#)
        let fixture = try Room(Array(repeating: lacking, count: 100))
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty)
        fixture.clock.advance(by: .seconds(86_400))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.unconfirmed])
    }

    @Test func `during an outage the known accounts are not gone past`() async throws {
        let fixture = try Room([.said("208"), .said("208"), Self.history("p1")])
        fixture.ledger.state.update { $0.events.accounts = [KnownAccount(number: "100", id: "va-1", partnerUserID: "u1")] }
        try await fixture.receive(.virtualAccount, Self.body)
        for _ in 0..<3 {
            _ = await fixture.processor.lookUpDue()
            fixture.clock.advance(by: .seconds(86_400))
        }
        #expect(fixture.concluded == [.told])
        #expect(fixture.questions.allSatisfy { $0.contains("va-tx-history") })
    }

    /// The first pages of a history of a thousand payments that has the newest last, in the order in which they are read.
    private static let longHistory: [AttemptOutcome] = {
        let old: [(id: String, amount: Int, at: WallTime?)] = (1...100).map { ("old-\($0)", 1, second(Double($0))) }
        let newest = Array(old.dropLast()) + [(id: "p1", amount: 50_000, at: second(1_000_000))]
        return [old, newest, old].map { history($0, total: 1_000) }
    }()

    @Test func `for a repetition a long history is not read whole`() async throws {
        let again = Self.longHistory + Self.longHistory + [Self.stated("WAITING_PAYMENT")]
        let fixture = try Room([Self.list] + Self.longHistory + again)
        fixture.clock.advance(by: .seconds(1_000_000))
        try await fixture.receiveTwice(.virtualAccount, Self.body)
        #expect(fixture.concluded == [.told, .repeated])
    }

    @Test func `before a payment is denied a long history is read whole`() async throws {
        let whole = Self.longHistory.prefix(2) + Array(repeating: Self.longHistory[2], count: 8)
        let fixture = try Room([Self.list] + Self.longHistory + Self.longHistory + whole + [Self.list])
        fixture.clock.advance(by: .seconds(1_000_000))
        try await fixture.receive(.virtualAccount, Self.body.replacing("50000", with: "99"))
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded == [.contradicted])
        #expect(fixture.questions.suffix(3).compactMap { $0.split(separator: "?").last } == [
            "offset=200&limit=100", "offset=100&limit=100", "offset=0&limit=100",
        ])
    }

    /// Beyond a day ago nothing is read as long as nothing is concluded, and beyond 45 s nothing at all.
    @Test(arguments: [
        (10, ["offset=0&limit=100", "offset=900&limit=100", "offset=800&limit=100"]),
        (20, ["offset=0&limit=100", "offset=900&limit=100"]),
    ])
    func `of a history that is too long the newest is read`(pace: Int, expected: [String]) async throws {
        let fixture = try Room([Self.list] + Self.longHistory.prefix(expected.count), pace: .seconds(pace))
        fixture.clock.advance(by: .seconds(1_000_000))
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
        #expect(fixture.questions.dropFirst().compactMap { $0.split(separator: "?").last.map(String.init) } == expected)
    }

    /// 5 s of a list whose pages take 2 s each are three pages.
    @Test
    func `a list that is too long for one look-up is gone through in several, and nothing is concluded before its end`() async throws {
        func page(_ number: Int, _ last: String = "x") -> AttemptOutcome {
            let others = (0..<99).map { #"{"id":"o-\#(number)-\#($0)","va_number":"9","partner_user_id":"u"}"# } + [last]
            return .text(#"{"total":500,"data":[\#(others.joined(separator: ","))],"status":{"code":"000"}}"#)
        }
        let other = #"{"id":"o","va_number":"9","partner_user_id":"u"}"#
        let fixture = try Room(
            (0..<3).map { page($0, other) } + [page(3, other), page(4, Self.account), Self.history("p1")], pace: .seconds(2))
        try await fixture.receive(.virtualAccount, Self.body)
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty && fixture.told.isEmpty)
        fixture.clock.advance(by: .seconds(2))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
        #expect(fixture.upstream.attempts.map(\.request.target).dropLast().compactMap { $0.split(separator: "?").last } == [
            "offset=0&limit=100", "offset=100&limit=100", "offset=200&limit=100", "offset=300&limit=100", "offset=400&limit=100",
        ])
    }

    @Test func `a lie is kept and not told`() async throws {
        let fixture = try Room([Self.list, Self.history(), Self.history(), Self.list])
        try await fixture.receive(.virtualAccount, Self.body)
        _ = await fixture.processor.lookUpDue()
        fixture.clock.advance(by: .seconds(900))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.isEmpty)
        #expect(fixture.concluded == [.contradicted])
        #expect(fixture.outcomes == ["received", "contradicted"])
        #expect(fixture.ledger.state.value.events.callbacks.values.map(\.conclusion) == [.contradicted])
    }

    /// OY! says itself that there is more than it shows: that is no proof that the callback is untrue.
    @Test func `a history that is shorter than it says proves nothing`() async throws {
        let fixture = try Room([Self.list, Self.history([], total: 1), Self.list, Self.history("p1")])
        try await fixture.receive(.virtualAccount, Self.body)
        fixture.clock.advance(by: .seconds(3_600))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.concluded.isEmpty)
        fixture.clock.advance(by: .seconds(3_600))
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
    }

    /// However long OY! can't be asked, nothing is told, nothing is dropped, and then it is told.
    @Test func `an outage only delays`() async throws {
        let fixture = try Room(
            Array(repeating: .said("205"), count: 3) + [Self.list, Self.history("p1")])
        try await fixture.receive(.virtualAccount, Self.body)
        for _ in 0..<3 {
            _ = await fixture.processor.lookUpDue()
            #expect(fixture.told.isEmpty)
            fixture.clock.advance(by: .seconds(3_600))
        }
        _ = await fixture.processor.lookUpDue()
        #expect(fixture.told.count == 1)
        #expect(fixture.waiting.count == 3)
    }
}
