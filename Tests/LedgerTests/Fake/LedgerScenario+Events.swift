import Gateway

/// Events are told, and consumers come along behind them.
extension LedgerScenario {
    static let events: [Self] = [
        Self("a payout tells of each new state, in its change") { room in
            let payout = Payout.sample("A-1")
            await room.insert(payout)
            await room.write(.add([draft("va:1")], at: at(1)))
            let unknown = payout.moved(to: .unknown)
            await room.update(unknown, from: .recorded)
            await room.update(unknown.moved(to: .unknown), from: .unknown, "the same state")
            var completed = unknown.moved(to: .unknown).moved(to: .completed)
            (completed.trxID, completed.oyCode, completed.oyMessage) = ("oy-1", "000", "paid")
            var change = LedgerChange.update(completed, from: .unknown)
            change.events = [.add([draft("va:2")], at: at(2))]
            await room.commit(change, "beside another event")
            await room.commit(change, "refused")
        },
        Self("one identity is one event") { room in
            await room.write(.add([draft("va:1"), draft("va:1"), draft("va:2"), draft(nil), draft(nil)], at: at(1)))
            await room.write(.add([draft("va:2", owner: "refunds", kind: .disbursement), draft("va:3")], at: at(2)))
            await room.ask("known") { try await room.ledger.knownIdentities(of: ["va:1", "va:3", "va:4", ""]).sorted() }
        },
        Self("facts that are no JSON are refused, and of a payout there are none") { room in
            await room.write(.add([draft("va:1")], at: at(1)))
            for facts in ["", "{", "{} x", "'a'", "[1,]", "nul", "1", "null", "\"a\"", " {} "] {
                for identity in [nil, "va:1", "va:\(facts)"] {
                    var bad = draft(identity)
                    bad.facts = facts
                    await room.write(.add([bad], at: at(2)))
                }
                let words = Array(facts.utf8)
                await room.write(.receive(ReceivedCallback(kind: .kyc, canonical: words, facts: facts), at: at(3), lookUntil: at(9)))
                await room.write(.tell(ReceivedCallback(kind: .pfm, canonical: words, facts: facts), at: at(3), unlessToldIn: at(0)...at(1)))
            }
            await room.write(.add([draft("va:p", kind: .payout)], at: at(2)))
        },
        Self("pages of events, for whom they are", pageSize: 6, eventSpan: 7) { room in
            for number: Int64 in 1...20 {
                let owner = number.isMultiple(of: 3) ? nil : number.isMultiple(of: 2) ? "payroll" : "refunds"
                let kind = EventKind.allCases[Int(number % 4)]
                await room.write(.add([draft("e:\(number)", owner: owner, kind: kind)], at: at(number)))
                if number == 10 { await room.insert(.sample("A-1", caller: "refunds")) }
            }
            for purges in 0...1 {
                if purges == 1 { await room.purge(.upTo(9)) }
                for kinds: Set<EventKind> in [[], [.payout], [.virtualAccount, .kyc], [.disbursement, .payout], Set(EventKind.allCases)] {
                    for owner in [nil, "payroll", "refunds", "other"] {
                        for after: Int64 in [-3, 0, 5, 12, 20, 21, 99] {
                            for limit in [-1, 0, 1, 3, 100] {
                                let what = kinds.map(\.word).sorted().joined(separator: " ")
                                await room.ask("\(what), \(owner ?? "all"), after \(after), \(limit)") {
                                    try await room.ledger.events(EventFilter(kinds: kinds, owner: owner), after: after, limit: limit)
                                }
                            }
                        }
                    }
                }
            }
        },
        Self("consumers go forward, as far as there is something") { room in
            let (one, other) = (ConsumerName(caller: "payroll", name: "c"), ConsumerName(caller: "refunds", name: "c"))
            await room.ask("none") { try await room.ledger.consumer(one) }
            await room.write(.register(other, at: at(1)))
            await room.write(.add([draft("1"), draft("2"), draft("3")], at: at(1)), .register(one, at: at(5)))
            for (cursor, seconds) in [(2, 6), (1, 7), (99, 3), (-1, 8), (0, 9)] as [(Int64, Int64)] {
                await room.write(.acknowledge(one, cursor: cursor, at: at(seconds)))
                await room.ask("one") { try await room.ledger.consumer(one) }
            }
            await room.write(.register(one, at: at(20)), .register(one, at: at(19)))
            for name in ["new", ""] {
                for caller in ["audit", ""] {
                    await room.write(.acknowledge(ConsumerName(caller: caller, name: name), cursor: -1, at: at(1)))
                    await room.write(.acknowledge(ConsumerName(caller: caller, name: name), cursor: 2, at: at(1)))
                    await room.write(.register(ConsumerName(caller: caller, name: "r" + name), at: at(1)))
                }
            }
            await room.write(.register(ConsumerName(caller: "", name: "r"), at: at(1)))
        },
        Self("a caller has so many consumers") { room in
            let names = (0..<100).map { ConsumerName(caller: "payroll", name: "c\($0)") }
            await room.write(.add([draft("1"), draft("2")], at: at(1)))
            let writes = names.enumerated().map { number, name -> EventWrite in
                number.isMultiple(of: 2) ? .register(name, at: at(1)) : .acknowledge(name, cursor: 1, at: at(1))
            }
            await room.commit(LedgerChange(entries: [], events: writes))
            await room.write(.acknowledge(names[1], cursor: 2, at: at(2)), .register(ConsumerName(caller: "refunds", name: "c"), at: at(2)))
            await room.write(.acknowledge(names[90], cursor: -1, at: at(2)), .register(ConsumerName(caller: "payroll", name: ""), at: at(2)))
        },
    ]
}

extension EventPurge {
    /// What is older goes, at once.
    static func upTo(_ seconds: Int64, limit: Int = 100) -> Self {
        EventPurge(
            keptSince: at(seconds), keptForConsumersSince: at(seconds), consumersSeenSince: at(seconds), rememberedSince: at(seconds), limit: limit)
    }
}
