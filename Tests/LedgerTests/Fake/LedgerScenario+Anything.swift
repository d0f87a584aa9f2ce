import Gateway
import TestSupport

/// Changes by chance, among so few names and times that they meet.
extension LedgerScenario {
    static func anything(_ seed: SeededRandom) -> Self {
        Self("anything", pageSize: 20, eventSpan: 15) { room in
            var chance = seed
            for _ in 0..<400 {
                await step(&chance, room)
                if chance.chance(10) { await room.readAll() }
            }
        }
    }

    private static func step(_ chance: inout SeededRandom, _ room: LedgerInterview) async {
        let time = at(Int64(chance.below(60)))
        switch chance.below(12) {
        case 0...1:
            let caller = chance.chance(50) ? "payroll" : "refunds"
            let limit = DayLimit(day: at(0)..<at(40), amountRupiah: 60_000, count: 8)
            await room.insert(
                .sample("A-\(chance.below(12))", caller: caller, createdAt: time, state: state(&chance)), within: chance.chance(50) ? limit : nil)
        case 2...3:
            let name = "A-\(chance.below(12))"
            guard let payout = await room.ask(name, { try await room.ledger.payout(named: name) }), let payout else { return }
            await room.update(payout.moved(to: state(&chance), at: time), from: chance.chance(90) ? payout.state : state(&chance))
        case 4...5:
            let kind = EventKind.allCases[chance.below(5)]
            let owner = ["payroll", "refunds", nil][chance.below(3)]
            await room.write(.add([draft(chance.chance(80) ? "e:\(chance.below(20))" : nil, owner: owner, kind: kind)], at: time))
        case 6:
            await room.write(.receive(words(&chance), at: time, lookUntil: time.advanced(by: .seconds(20))))
        case 7:
            await room.write(.tell(words(&chance), at: time, unlessToldIn: time.advanced(by: .seconds(-10))...time))
        case 8:
            let found = await room.pending(by: time, limit: 3)
            for callback in found {
                if chance.chance(20) { await room.write(.receive(words(&chance), at: time, lookUntil: time)) }
                let conclusion = CallbackConclusion.allCases[chance.below(CallbackConclusion.allCases.count)]
                await room.write(
                    chance.chance(50)
                        ? .conclude(callback, as: conclusion, telling: [draft("e:\(chance.below(20))")], at: time)
                        : .postpone(callback, until: time.advanced(by: .seconds(5)), told: chance.below(2)))
            }
            await room.write(.hasten(dueAfter: time, to: at(Int64(chance.below(60))), limit: chance.below(3)))
        case 9:
            let name = ConsumerName(caller: chance.chance(50) ? "payroll" : "refunds", name: "c\(chance.below(3))")
            await room.write(chance.chance(30) ? .register(name, at: time) : .acknowledge(name, cursor: Int64(chance.below(80)), at: time))
        case 10:
            let account = KnownAccount(number: "1\(chance.below(2))", id: "\(chance.below(4))", partnerUserID: ["", "u1", "u2"][chance.below(3)])
            await room.write(.remember([account], at: time))
            await room.ask("numbered \(account.number)") { try await room.ledger.virtualAccounts(numbered: account.number) }
        default:
            let older = { (chance: inout SeededRandom) in at(Int64(chance.below(40))) }
            await room.purge(
                EventPurge(
                    keptSince: older(&chance), keptForConsumersSince: older(&chance), consumersSeenSince: older(&chance),
                    rememberedSince: older(&chance), limit: chance.below(6)))
            await room.ask("known") { try await room.ledger.knownIdentities(of: (0..<20).map { "e:\($0)" }).sorted() }
        }
    }

    private static func state(_ chance: inout SeededRandom) -> PayoutState {
        PayoutState.allCases[chance.below(PayoutState.allCases.count)]
    }

    private static func words(_ chance: inout SeededRandom) -> ReceivedCallback {
        ReceivedCallback(kind: CallbackKind.allCases[chance.below(4)], canonical: [UInt8(chance.below(3))], facts: "{}")
    }
}
