import Gateway

/// Payouts are inserted and changed, or not.
extension LedgerScenario {
    static let payouts: [Self] = [
        Self("a payout begins once") { room in
            await room.insert(.sample("A-1"))
            await room.insert(.sample("A-1"), "the very same")
            await room.insert(.sample("A-1", caller: "refunds", amount: 7), "another under its name")
            await room.insert(.sample("A-1").moved(to: .unknown), "a later version of it")
            await room.insert(.sample("A-2").moved(to: .unknown), "a later version of none")
            await room.insert(.sample("A-3", state: .completed), "one that is over")
        },
        Self("an update is of the version before, in the state that it had") { room in
            let payout = Payout.sample("A-1")
            await room.update(payout.moved(to: .unknown), from: .recorded, "one that is not there")
            await room.insert(payout)
            await room.update(payout, from: .recorded, "the same version")
            await room.update(payout.moved(to: .unknown).moved(to: .unknown), from: .recorded, "a version too far")
            await room.update(payout.moved(to: .unknown), from: .inProgress, "from another state")
            await room.update(payout.moved(to: .unknown), from: .recorded)
            await room.update(payout.moved(to: .cancelled), from: .recorded, "what another was faster with")
            await room.update(payout.moved(to: .unknown).moved(to: .completed), from: .unknown)
        },
        Self("from each state to each") { room in
            for from in PayoutState.allCases {
                for to in PayoutState.allCases {
                    let payout = Payout.sample("\(from.rawValue)-\(to.rawValue)", state: from)
                    await room.insert(payout)
                    var moved = payout.moved(to: to)
                    if from == to { moved.finalAt = payout.finalAt }
                    await room.update(moved, from: from)
                }
            }
        },
        Self("an end and its time stay, and what is heard later is written down") { room in
            let payout = Payout.sample("A-1", state: .failed)
            await room.insert(payout)
            var later = payout.moved(to: .failed)
            await room.update(later, from: .failed, "another time of its end")
            later.finalAt = payout.finalAt
            later.livesOnSince = later.updatedAt
            await room.update(later, from: .failed, "it lives on")
            await room.update(later.moved(to: .completed), from: .failed, "another end")
        },
        Self("what was asked for never changes") { room in
            var payout = Payout.sample("A-1")
            await room.insert(payout)
            payout = Payout.sample("A-1", caller: "refunds", amount: 7, createdAt: at(5)).moved(to: .unknown)
            await room.update(payout, from: .recorded)
        },
        Self("every field is kept") { room in
            var payout = Payout(
                partnerTrxID: "A-1", caller: "payroll", body: [1, 2, 3], amountRupiah: 5, recipientBank: "008", createdAt: at(1),
                requestedByUID: 1_001, state: .unknown, sendUntil: at(2), nextActionAt: at(3))
            (payout.updatedAt, payout.unknownSince, payout.attempts, payout.attemptsUnsent) = (at(4), at(5), 6, 2)
            (payout.attemptsRefused, payout.lastSentAt, payout.partner) = (1, at(7), PartnerFingerprint(rawValue: 8))
            (payout.isAcknowledged, payout.notFoundSince, payout.livesOnSince) = (true, at(9), at(10))
            (payout.trxID, payout.oyCode, payout.oyMessage, payout.oyTimestamp) = ("t", "c", "m", "s")
            (payout.oyHTTPStatus, payout.fruitlessTurns, payout.decidedBy, payout.reason) = (200, 11, "ops", "ticket")
            await room.insert(payout)
            var later = payout.moved(to: .inProgress, at: at(20))
            (later.unknownSince, later.attempts, later.attemptsUnsent, later.attemptsRefused) = (nil, 9, 3, 2)
            (later.lastSentAt, later.partner, later.isAcknowledged) = (at(21), PartnerFingerprint(rawValue: 22), false)
            (later.notFoundSince, later.livesOnSince, later.sendUntil) = (at(23), at(24), at(25))
            (later.trxID, later.oyCode, later.oyMessage, later.oyTimestamp) = ("t2", "c2", "m2", "s2")
            (later.oyHTTPStatus, later.fruitlessTurns, later.decidedBy, later.reason) = (500, 26, "ops2", "ticket2")
            await room.update(later, from: .unknown)
            await room.ask("it") { try await room.ledger.payout(named: "A-1") }
        },
        Self("what the schema refuses of a new payout") { room in
            for (number, (flaw, spoil)) in flaws.enumerated() {
                for state in PayoutState.allCases {
                    var payout = Payout.sample("\(number)-\(state.rawValue)", state: state)
                    spoil(&payout)
                    await room.insert(payout, "\(flaw) \(state)")
                }
            }
            await room.insert(.sample(""), "no name")
            await room.insert(.sample("B-1", caller: ""), "nobody's")
            await room.insert(.sample("B-2", amount: 0), "of nothing")
            await room.insert(.sample("B-3", amount: -1), "of less")
        },
        Self("what the schema refuses of a change") { room in
            for (number, (flaw, spoil)) in flaws.enumerated() {
                for state in PayoutState.allCases {
                    let payout = Payout.sample("\(number)-\(state.rawValue)")
                    await room.insert(payout)
                    var moved = payout.moved(to: state)
                    spoil(&moved)
                    await room.update(moved, from: .recorded, "\(flaw) \(state)")
                }
            }
        },
        Self("a day's limit counts what has moved or may move, of its caller, that day") { room in
            let day = at(0)..<at(100)
            for (number, state) in PayoutState.allCases.enumerated() {
                await room.insert(.sample("A-\(number)", amount: Int64(1 << number), createdAt: at(1), state: state))
            }
            await room.insert(.sample("B-1", caller: "refunds", amount: 1_000, createdAt: at(1)))
            await room.insert(.sample("A-late", amount: 2_000, createdAt: at(100)))
            let amount = DayLimit(day: day, amountRupiah: 200, count: nil)
            let count = DayLimit(day: day, amountRupiah: nil, count: 6)
            await room.insert(.sample("C-1", amount: 300, createdAt: at(2)), within: amount)
            await room.insert(.sample("C-2", amount: 1, createdAt: at(2)), within: count)
            await room.insert(.sample("C-3", amount: 1, createdAt: at(2)), within: count)
            await room.insert(.sample("A-0", amount: 300, createdAt: at(2)), within: amount, "known, whatever the limit says")
            await room.insert(.sample("A-0", amount: 300).moved(to: .unknown), within: amount, "and no version 1")
            await room.insert(.sample("C-4", amount: 300).moved(to: .unknown), within: amount, "unknown, and no version 1")
        },
        Self("sums past the largest number") { room in
            for name in ["A-1", "A-2"] { await room.insert(.sample(name, amount: .max, createdAt: at(1))) }
            await room.insert(.sample("A-3", amount: 1, createdAt: at(1)), within: DayLimit(day: at(0)..<at(9), amountRupiah: .max, count: nil))
        },
        Self("a change is written as a whole or not at all") { room in
            var bad = draft("va:bad")
            bad.facts = "{"
            let confirmation = AccountConfirmation(caller: "payroll", account: "mark", confirmedAt: at(1))
            var change = LedgerChange.insert(.sample("A-1"))
            change.confirmations = [confirmation]
            change.events = [.add([draft("va:good")], at: at(1)), .add([bad], at: at(1))]
            await room.commit(change, "with facts that are none")
            change.events = [.add([draft("va:good")], at: at(1))]
            change.confirmations.append(AccountConfirmation(caller: "", account: "mark", confirmedAt: at(1)))
            await room.commit(change, "with a confirmation of nobody's")
            await room.ask("confirmed") { try await room.ledger.confirmation(of: "mark", by: "payroll") }
            change.confirmations = [confirmation]
            await room.commit(change)
            await room.commit(change, "again")
            await room.ask("confirmed") { try await room.ledger.confirmation(of: "mark", by: "payroll") }
            await room.commit(LedgerChange(entries: []), "nothing at all")
            room.ledger.note(.sample("noted"))
            await room.commit(.entry("after the note"))
        },
        Self("a ledger that is closed refuses everything") { room in
            await room.insert(.sample("A-1"))
            await room.shutDown()
            await room.insert(.sample("A-2"))
            await room.insert(.sample("A-1"), "known")
            room.ledger.note(.sample("noted"))
            await room.ask("it") { try await room.ledger.payout(named: "A-1") }
            await room.ask("identities") { try await room.ledger.knownIdentities(of: ["va:1"]) }
            await room.ask("confirmed") { try await room.ledger.confirmation(of: "mark", by: "payroll") }
            await room.ask("reported") { try await room.ledger.isReported("A-1") }
        },
    ]

    /// Each breaks a condition of the table in some states, and in others none.
    private static let flaws: [(String, @Sendable (inout Payout) -> Void)] = [
        ("a final time", { $0.finalAt = at(1) }),
        ("no final time", { $0.finalAt = nil }),
        ("a turn", { $0.nextActionAt = at(1) }),
        ("no turn", { $0.nextActionAt = nil }),
        ("an attempt of unknown fate", { $0.attempts = 1 }),
        ("an attempt that never left", { ($0.attempts, $0.attemptsUnsent) = (1, 1) }),
        ("an attempt that was refused", { ($0.attempts, $0.attemptsRefused) = (1, 1) }),
        ("more unsent than begun", { $0.attemptsUnsent = 1 }),
        ("fewer than no attempts", { $0.attempts = -1 }),
        ("fewer than none unsent", { $0.attemptsUnsent = -1 }),
        ("fewer than none refused", { $0.attemptsRefused = -1 }),
        ("fewer than no turns", { $0.fruitlessTurns = -1 }),
        ("version 0", { $0.version = 0 }),
    ]
}
