import Gateway

/// Payouts are found by name, by what is due and in lists.
extension LedgerScenario {
    static let reading: [Self] = [
        Self("by name") { room in
            await room.insert(.sample("A-1"))
            for name in ["A-1", "a-1", "A-", ""] {
                await room.ask("named \(name)") { try await room.ledger.payout(named: name) }
            }
        },
        Self("what is due, the earliest first, in pages", pageSize: 4) { room in
            for (number, state) in (PayoutState.allCases + PayoutState.allCases).enumerated() {
                var payout = Payout.sample("A-\(number)", createdAt: at(1), state: state)
                if !state.isFinal { payout.nextActionAt = at(Int64(number % 5)) }
                await room.insert(payout)
            }
            for turn in PayoutTurn.allCases {
                for due in [-1, 0, 2, 9] as [Int64] {
                    for after in [nil, DuePosition(nextActionAt: at(1), partnerTrxID: "A-1"), DuePosition(nextActionAt: at(2), partnerTrxID: "")] {
                        for limit in [-1, 0, 1, 3, 100] {
                            await room.ask("\(turn) by \(due) after \(String(describing: after)), \(limit)") {
                                try await room.ledger.openPayouts(for: turn, dueBy: at(due), after: after, limit: limit).map(\.partnerTrxID)
                            }
                        }
                    }
                }
            }
        },
        Self("lists, the newest first, in pages", pageSize: 5) { room in
            for (number, state) in (PayoutState.allCases + PayoutState.allCases).enumerated() {
                let caller = number.isMultiple(of: 3) ? "refunds" : "payroll"
                await room.insert(.sample("A-\(number)", caller: caller, createdAt: at(Int64(number % 6)), state: state))
            }
            let states: [Set<PayoutState>] = [[], [.completed], [.unknown, .recorded], [.completed, .failed, .cancelled], Set(PayoutState.allCases)]
            let afters = [nil, ListPosition(createdAt: at(3), partnerTrxID: "A-15"), ListPosition(createdAt: at(4), partnerTrxID: "")]
            for states in states {
                for caller in [nil, "payroll", "refunds", "other"] {
                    for created in [nil, at(2)..<at(4), at(2)..<at(2)] {
                        for after in afters {
                            for limit in [-1, 0, 2, 100] {
                                let filter = PayoutFilter(states: states, caller: caller, created: created)
                                let what = states.map(\.rawValue).sorted().joined(separator: " ")
                                await room.ask("\(what), \(caller ?? "all"), \(String(describing: (created, after))), \(limit)") {
                                    try await room.ledger.listPayouts(filter, after: after, limit: limit).map(\.partnerTrxID)
                                }
                            }
                        }
                    }
                }
            }
        },
        Self("a list that nobody waits for is abandoned, and nothing else is") { room in
            await room.insert(.sample("A-1"))
            let ledger = room.ledger
            let answers = await withTaskGroup(of: [String].self) { group in
                group.addTask {
                    while !Task.isCancelled { await Task.yield() }
                    let list = await Self.refusal { _ = try await ledger.listPayouts(PayoutFilter(), after: nil, limit: 9) }
                    let due = await Self.refusal { _ = try await ledger.openPayouts(for: .sending, dueBy: .sample, after: nil, limit: 9) }
                    let one = await Self.refusal { _ = try await ledger.payout(named: "A-1") }
                    let change = await Self.refusal { try await ledger.commit(.entry("late")) }
                    return [list, due, one, change]
                }
                group.cancelAll()
                return await group.next() ?? []
            }
            await room.ask("cancelled") { answers }
        },
        Self("what is open, and since when it is unknown") { room in
            for (number, state) in (PayoutState.allCases + PayoutState.allCases).enumerated() {
                var payout = Payout.sample("A-\(number)", createdAt: at(Int64(100 - number)), state: state)
                if state == .unknown, number < 8 { payout.unknownSince = at(7) }
                await room.insert(payout)
                await room.readAll()
            }
        },
        Self("of confirmations the last one counts, and old ones go two at a time") { room in
            let day: Int64 = 86_400
            func confirm(_ account: String, _ caller: String, _ seconds: Int64) async {
                let confirmation = AccountConfirmation(caller: caller, account: account, confirmedAt: at(seconds))
                await room.commit(LedgerChange(entries: [], confirmations: [confirmation]), "\(account) by \(caller) at \(seconds)")
                for account in ["a", "b", "c", "d", "e"] {
                    for caller in ["payroll", "refunds"] {
                        await room.ask("\(account) by \(caller)") { try await room.ledger.confirmation(of: account, by: caller) }
                    }
                }
            }
            for (account, seconds) in [("a", 10), ("b", 9), ("c", 8), ("d", 7), ("a", 3)] as [(String, Int64)] {
                await confirm(account, "payroll", seconds)
            }
            await confirm("a", "refunds", 5)
            await confirm("e", "payroll", 30 * day + 8)
            await confirm("e", "payroll", 30 * day + 9)
            await confirm("e", "payroll", 31 * day)
            await confirm("", "payroll", 1)
            await confirm("a", "", 1)
        },
    ]

    /// Why it was refused; "done" where it was not.
    private static func refusal(_ body: @Sendable () async throws -> Void) async -> String {
        do {
            try await body()
            return "done"
        } catch {
            return "\(error)"
        }
    }
}
