@testable import Gateway
import TestSupport
import Testing

/// Callers, the resolver and people at once, in any order: what always holds of the book.
@Suite struct DeskBookRandomTests {
    @Test("rule 4: never two flights of a name, everybody hears once, and all places are given back")
    func rule4WhateverTheOrder() {
        var crowd = Crowd(random: SeededRandom(for: "DeskBookRandomTests"))
        for _ in 0..<20_000 { crowd.doesSomething() }
        crowd.goesHome()
        #expect(crowd.wrong == nil)
        #expect(crowd.book.isEmpty)
        for caller in Crowd.callers {
            for index in 0..<PayoutLimits.flightsOfCaller {
                var intent = PayoutIntent.sample
                (intent.partnerTrxID, intent.caller) = ("\(caller)-\(index)", caller)
                guard case .fly = crowd.book.remitRequested(intent, news: Once()) else {
                    Issue.record("a place of \(caller)'s is lost")
                    return
                }
            }
            var again = PayoutIntent.sample
            (again.partnerTrxID, again.caller) = ("\(caller)-0", caller)
            for _ in 0..<PayoutLimits.flightsOfCaller where crowd.book.joins(again, news: Once()).waiter == nil {
                return #expect(Bool(false), "the place of one of \(caller)'s who share a flight is lost")
            }
            for _ in 0..<PayoutLimits.waitsOfCaller where crowd.book.waits(for: "\(caller)-0", of: caller, news: Once()) == nil {
                return #expect(Bool(false), "a wait of \(caller)'s is lost")
            }
        }
        #expect(crowd.flights > 1000)
        #expect(crowd.heard > 1000)
        #expect(crowd.shared > 50)
        #expect(crowd.decided > 100)
    }
}

/// Some callers, three payouts, and whoever works on those.
private struct Crowd {
    static let callers = ["payroll", "refunds"]
    private static let names = ["pay-1", "pay-2", "pay-3"]

    var book = DeskBook()
    /// What was wrong first.
    private(set) var wrong: String?
    private(set) var flights = 0
    private(set) var heard = 0
    private(set) var shared = 0
    private(set) var decided = 0
    private var random: SeededRandom
    /// Names with a flight, and whether a call of `Remit` began it.
    private var flying: [String: Bool] = [:]
    /// Those who wait, by number: for which payout.
    private var waiting: [UInt64: String] = [:]
    /// Interventions that wait for their turn, in order.
    private var queued: [String: [Intervention]] = [:]

    init(random: SeededRandom) {
        self.random = random
    }

    mutating func doesSomething() {
        let name = Self.names.randomElement(using: &random) ?? ""
        var intent = PayoutIntent.sample
        (intent.partnerTrxID, intent.caller) = (name, Self.callers.randomElement(using: &random) ?? "")
        switch Int.random(in: 0..<14, using: &random) {
        case 0...2: asks(intent)
        case 3: if let number = book.joins(intent, news: Once()).waiter { waits(number, for: name) }
        case 4: if let number = book.waits(for: name, of: intent.caller, news: Once()) { waits(number, for: name) }
        case 5: leaves()
        case 6: if book.takeOff(name) { takesOff(name, isCallers: false) }
        case 7: interrupts(name)
        case 8, 9: flies(name)
        default: lands(name)
        }
    }

    /// Whatever is under way comes to its end, and whoever still waits goes.
    mutating func goesHome() {
        for name in Self.names { while flying[name] != nil { lands(name) } }
        while !waiting.isEmpty { leaves() }
    }

    private mutating func asks(_ intent: PayoutIntent) {
        switch book.remitRequested(intent, news: Once()) {
        case .fly(let number):
            takesOff(intent.partnerTrxID, isCallers: true)
            waits(number, for: intent.partnerTrxID)
        case .share(let number):
            shared += 1
            waits(number, for: intent.partnerTrxID)
        case .lookUp: break
        case .overloaded: wrong = wrong ?? "overloaded by so few"
        }
    }

    private mutating func waits(_ number: UInt64, for name: String) {
        if waiting.updateValue(name, forKey: number) != nil { wrong = wrong ?? "two wait under one number" }
    }

    private mutating func leaves() {
        guard let number = waiting.keys.sorted().randomElement(using: &random), let name = waiting[number] else { return }
        waiting[number] = nil
        _ = book.left(name, number: number)
    }

    private mutating func takesOff(_ name: String, isCallers: Bool) {
        if flying.updateValue(isCallers, forKey: name) != nil { wrong = wrong ?? "rule 4: two flights of \(name)" }
        flights += 1
    }

    private mutating func interrupts(_ name: String) {
        let intervention = Intervention(
            partnerTrxID: name, matter: .heard(.word(OYWord(code: "101")), version: 1, askedAs: .sample, by: nil), news: Once())
        switch book.enqueue(intervention) {
        case .now: takesOff(name, isCallers: false)
        case .waits: queued[name, default: []].append(intervention)
        case .noRoom: if queued[name, default: []].count < PayoutLimits.interventionsWaiting { wrong = wrong ?? "no room for so few" }
        }
    }

    /// The flight brings something to disk, or comes to nothing.
    private mutating func flies(_ name: String) {
        guard let isCallers = flying[name] else { return }
        if isCallers, Int.random(in: 0..<5, using: &random) == 0 { return hear(book.gaveUp(name), of: name) }
        let states = [PayoutMachine.unknown.payout, PayoutMachine.inProgress.payout, PayoutMachine.completed.payout]
        let template = states.randomElement(using: &random) ?? states[0]
        var payout = Payout(
            partnerTrxID: name, caller: PayoutIntent.sample.caller, body: PayoutIntent.sample.body, amountRupiah: 1,
            recipientBank: "014", createdAt: template.createdAt, state: template.state, sendUntil: template.sendUntil,
            nextActionAt: template.nextActionAt)
        payout.version = template.version
        hear(book.published(payout), of: name)
    }

    private mutating func hear(_ waiters: [Waiter], of name: String) {
        for waiter in waiters {
            heard += 1
            if waiting.removeValue(forKey: waiter.number) != name { wrong = wrong ?? "\(waiter.number) hears of \(name), and does not wait for it" }
        }
    }

    private mutating func lands(_ name: String) {
        guard flying.removeValue(forKey: name) != nil else { return }
        let next = book.landed(name)
        let expected = queued[name]?.first
        if next?.news !== expected?.news { wrong = wrong ?? "another decision's turn than that which waits longest" }
        guard next != nil else { return }
        queued[name]?.removeFirst()
        decided += 1
        takesOff(name, isCallers: false)
    }
}
