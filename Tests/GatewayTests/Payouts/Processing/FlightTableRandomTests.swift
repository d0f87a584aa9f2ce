@testable import Gateway
import TestSupport
import Testing

/// Callers, the resolver and people at once, in any order: what always holds of the table.
@Suite struct FlightTableRandomTests {
    @Test("rule 4: never two flights of a name, everybody hears once, and all places are given back")
    func rule4WhateverTheOrder() {
        var traffic = RandomTraffic(random: SeededRandom(for: "FlightTableRandomTests"))
        for _ in 0..<20_000 { traffic.doesSomething() }
        traffic.goesHome()
        #expect(traffic.wrong == nil)
        #expect(traffic.table.isEmpty)
        for caller in RandomTraffic.callers {
            for index in 0..<PayoutLimits.flightsOfCaller {
                var intent = PayoutIntent.sample
                (intent.partnerTrxID, intent.caller) = ("\(caller)-\(index)", caller)
                guard case .fly = traffic.table.remitRequested(intent, news: Once()) else {
                    Issue.record("a place of \(caller)'s is lost")
                    return
                }
            }
            var again = PayoutIntent.sample
            (again.partnerTrxID, again.caller) = ("\(caller)-0", caller)
            for _ in 0..<PayoutLimits.flightsOfCaller where traffic.table.joins(again, news: Once()).waiter == nil {
                return #expect(Bool(false), "the place of one of \(caller)'s who share a flight is lost")
            }
            for _ in 0..<PayoutLimits.waitsOfCaller where traffic.table.waits(for: "\(caller)-0", of: caller, news: Once()) == nil {
                return #expect(Bool(false), "a wait of \(caller)'s is lost")
            }
        }
        #expect(traffic.flights > 1000)
        #expect(traffic.heard > 1000)
        #expect(traffic.shared > 50)
        #expect(traffic.decided > 100)
    }
}

/// Some callers, three payouts, and whoever works on those.
private struct RandomTraffic {
    static let callers = ["payroll", "refunds"]
    private static let names = ["pay-1", "pay-2", "pay-3"]

    var table = FlightTable()
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
        case 3: if let number = table.joins(intent, news: Once()).waiter { waits(number, for: name) }
        case 4: if let number = table.waits(for: name, of: intent.caller, news: Once()) { waits(number, for: name) }
        case 5: leaves()
        case 6: if table.takeOff(name) { takesOff(name, isCallers: false) }
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
        switch table.remitRequested(intent, news: Once()) {
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
        _ = table.left(name, number: number)
    }

    private mutating func takesOff(_ name: String, isCallers: Bool) {
        if flying.updateValue(isCallers, forKey: name) != nil { wrong = wrong ?? "rule 4: two flights of \(name)" }
        flights += 1
    }

    private mutating func interrupts(_ name: String) {
        let intervention = Intervention(
            partnerTrxID: name, matter: .heard(.word(OYWord(code: "101")), version: 1, askedAs: .sample, by: nil), news: Once())
        switch table.enqueue(intervention) {
        case .now: takesOff(name, isCallers: false)
        case .waits: queued[name, default: []].append(intervention)
        case .noRoom: if queued[name, default: []].count < PayoutLimits.interventionsWaiting { wrong = wrong ?? "no room for so few" }
        }
    }

    /// The flight brings something to disk, or comes to nothing.
    private mutating func flies(_ name: String) {
        guard let isCallers = flying[name] else { return }
        if isCallers, Int.random(in: 0..<5, using: &random) == 0 { return hear(table.gaveUp(name), of: name) }
        let states = [PayoutMachine.unknown.payout, PayoutMachine.inProgress.payout, PayoutMachine.completed.payout]
        let template = states.randomElement(using: &random) ?? states[0]
        var payout = Payout(
            partnerTrxID: name, caller: PayoutIntent.sample.caller, body: PayoutIntent.sample.body, amountRupiah: 1,
            recipientBank: "014", createdAt: template.createdAt, state: template.state, sendUntil: template.sendUntil,
            nextActionAt: template.nextActionAt)
        payout.version = template.version
        hear(table.published(payout), of: name)
    }

    private mutating func hear(_ waiters: [Waiter], of name: String) {
        for waiter in waiters {
            heard += 1
            if waiting.removeValue(forKey: waiter.number) != name { wrong = wrong ?? "\(waiter.number) hears of \(name), and does not wait for it" }
        }
    }

    private mutating func lands(_ name: String) {
        guard flying.removeValue(forKey: name) != nil else { return }
        let next = table.landed(name)
        let expected = queued[name]?.first
        if next?.news !== expected?.news { wrong = wrong ?? "another decision's turn than that which waits longest" }
        guard next != nil else { return }
        queued[name]?.removeFirst()
        decided += 1
        takesOff(name, isCallers: false)
    }
}
