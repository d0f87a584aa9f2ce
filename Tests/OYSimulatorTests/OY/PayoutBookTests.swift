import TestSupport
import Testing

@testable import OYSimulator

/// The deposit and the payouts, without HTTP: time is what the test says it is.
@Suite struct PayoutBookTests {
    private let start = Moment(epochMilliseconds: 1_600_000_000_000)
    private var rules = Rules()

    init() { rules.settleAfter = .seconds(10) }

    private func body(_ id: String, amount: String = "125000", account: String = "1239812390", bank: String = "014") throws -> JSON {
        try JSONReader.read(Bodies.remit(id, account: account, amount: amount, bank: bank).utf8)
    }

    private func code(_ answer: JSON) -> String? { answer["status"]?["code"]?.string }

    private func statusCode(_ book: PayoutBook, _ id: String) -> String? {
        code(book.status(.members(["partner_trx_id": .string(id)]), at: start))
    }

    @Test func processedThenInProgressThenCompleted() throws {
        var book = PayoutBook(balance: 1_000_000)
        #expect(code(book.remit(try body("a"), rules: rules, at: start)) == "101")
        #expect(book.balance == 875_000)
        #expect(book.nextDue(rules: rules) == start + .seconds(5))
        #expect(book.advance(rules: rules, to: start + .seconds(4)).isEmpty)
        #expect(statusCode(book, "a") == "101")
        #expect(book.advance(rules: rules, to: start + .seconds(5)).isEmpty)
        #expect(statusCode(book, "a") == "102")
        #expect(book.nextDue(rules: rules) == start + .seconds(10))
        #expect(book.advance(rules: rules, to: start + .seconds(10)).map(\.partnerTrxID) == ["a"])
        #expect(statusCode(book, "a") == "000")
        #expect(book.payouts["a"]?.executed == 1)
        #expect(book.nextDue(rules: rules) == nil)
    }

    @Test func oneLongStepGoesAllTheWay() throws {
        var book = PayoutBook(balance: 1_000_000)
        _ = book.remit(try body("a"), rules: rules, at: start)
        #expect(book.advance(rules: rules, to: start + .seconds(60)).count == 1)
    }

    @Test func aFailedPayoutGivesTheMoneyBackAndIsNotExecuted() throws {
        var book = PayoutBook(balance: 1_000_000)
        book.script("a", outcome: .failed)
        _ = book.remit(try body("a"), rules: rules, at: start)
        _ = book.advance(rules: rules, to: start + .seconds(10))
        #expect(statusCode(book, "a") == "300")
        #expect(book.balance == 1_000_000)
        #expect(book.payouts["a"]?.executed == 0)
    }

    @Test func theSameIDIs203AndMovesNothing() throws {
        var book = PayoutBook(balance: 1_000_000)
        _ = book.remit(try body("a"), rules: rules, at: start)
        let again = book.remit(try body("a", amount: "1"), rules: rules, at: start)
        #expect(code(again) == "203")
        #expect(again["trx_id"] == "")
        #expect(book.balance == 875_000)
        #expect(book.payouts["a"]?.received == 2)
        #expect(book.payouts["a"]?.accepted == 1)
    }

    @Test func withoutDeduplicationTheBooksShowASecondExecution() throws {
        var rules = rules
        rules.deduplicates = false
        var book = PayoutBook(balance: 1_000_000)
        _ = book.remit(try body("a"), rules: rules, at: start)
        #expect(code(book.remit(try body("a"), rules: rules, at: start)) == "101")
        _ = book.advance(rules: rules, to: start + .seconds(10))
        #expect(book.payouts["a"]?.executed == 2)
        #expect(book.balance == 750_000)
    }

    @Test func aDepositThatIsShortIs206() throws {
        var book = PayoutBook(balance: 124_999)
        #expect(code(book.remit(try body("a"), rules: rules, at: start)) == "206")
        #expect(statusCode(book, "a") == "204")
        book.setBalance(125_000)
        #expect(code(book.remit(try body("a"), rules: rules, at: start)) == "101")
        #expect(book.balance == 0)
        #expect(book.payouts["a"]?.received == 2)
    }

    @Test(arguments: [
        ("0", "210"), ("-5", "210"), ("10000.5", "210"), ("1e-1", "210"), ("1e30", "210"), ("100000001", "215"),
        ("10000.0000", "101"), ("1.0E+4", "101"), ("100000000", "101"), ("\"10000\"", "990"), ("null", "990"),
    ])
    func amounts(amount: String, expected: String) throws {
        var book = PayoutBook(balance: 1_000_000_000)
        let answer = book.remit(try body("a", amount: amount), rules: rules, at: start)
        #expect(code(answer) == expected)
        if expected != "990" { #expect(answer["amount"]?.description == amount, "spelled as it was sent") }
    }

    @Test(arguments: ["999", "14", "", "dana"])
    func unknownBanks(bank: String) throws {
        var book = PayoutBook(balance: 1_000_000)
        #expect(code(book.remit(try body("a", bank: bank), rules: rules, at: start)) == (bank.isEmpty ? "990" : "205"))
    }

    @Test(arguments: ["recipient_bank", "recipient_account", "amount", "partner_trx_id"])
    func missingParametersAre990(name: String) throws {
        guard case .object(let members) = try body("a") else { return }
        var book = PayoutBook(balance: 1_000_000)
        #expect(code(book.remit(.object(members.filter { $0.name != name }), rules: rules, at: start)) == "990")
        #expect(code(book.remit(.null, rules: rules, at: start)) == "990")
    }

    @Test func moreThanFiveEmailsAre990() throws {
        guard case .object(let members) = try body("a") else { return }
        let rest = members.filter { $0.name != "email" }
        for (emails, expected) in [("a b c d e", "101"), ("a b c d e f", "990")] {
            var book = PayoutBook(balance: 1_000_000)
            let request = JSON.object(rest + [.init("email", .string(emails))])
            #expect(code(book.remit(request, rules: rules, at: start)) == expected)
        }
    }

    @Test func anUnknownIDIs204() {
        #expect(statusCode(PayoutBook(balance: 0), "nobody") == "204")
    }

    @Test func aStateSetByHandStaysWhateverTheTime() throws {
        var book = PayoutBook(balance: 1_000_000)
        _ = book.remit(try body("a"), rules: rules, at: start)
        #expect(book.set("a", to: .suspect, at: start)?.state == .suspect)
        #expect(book.advance(rules: rules, to: start + .seconds(100)).isEmpty)
        #expect(statusCode(book, "a") == "301")
        #expect(book.set("nobody", to: .failed, at: start) == nil)
    }

    @Test func steppingGoesTheSameWay() throws {
        var book = PayoutBook(balance: 1_000_000)
        _ = book.remit(try body("a"), rules: rules, at: start)
        #expect(book.step("a", at: start)?.state == .inProgress)
        #expect(book.step("a", at: start)?.state == .completed)
        #expect(book.step("a", at: start)?.state == .completed)
        #expect(book.advance(rules: rules, to: start + .seconds(100)).isEmpty)
        #expect(book.payouts["a"]?.executed == 1)
    }

    @Test func aShareFailsTheSameEveryTime() throws {
        var rules = rules
        rules.failPercent = 30
        func failures() throws -> [String] {
            var book = PayoutBook(balance: .max)
            for index in 0..<200 { _ = book.remit(try body("p\(index)"), rules: rules, at: start) }
            return book.advance(rules: rules, to: start + .seconds(10)).filter { $0.state == .failed }.map(\.partnerTrxID)
        }
        let first = try failures()
        #expect((30...90).contains(first.count))
        #expect(try failures() == first)
    }

    /// Whatever happens, the deposit is what it was minus what is held or paid.
    @Test func theDepositAlwaysAddsUp() throws {
        var draw = SeededRandom(for: "PayoutBookTests")
        var book = PayoutBook(balance: 10_000_000)
        let states = Payout.State.allCases
        for step in 0..<2_000 {
            let id = "p\(draw.below(50))"
            let now = start + .seconds(step)
            switch draw.below(4) {
            case 0: _ = book.remit(try body(id, amount: "\(draw.below(900_000) + 1)"), rules: rules, at: now)
            case 1: _ = book.set(id, to: states[draw.below(states.count)], at: now)
            case 2: _ = book.step(id, at: now)
            default: _ = book.advance(rules: rules, to: now)
            }
            let held = book.payouts.values.filter(\.state.holdsMoney).reduce(0) { $0 + $1.amount }
            try #require(book.balance + held == 10_000_000, "OY_SEED=\(draw.seed), step \(step)")
        }
    }
}
