import Gateway

/// What OY! claims is received, looked up and settled.
extension LedgerScenario {
    static let callbacks: [Self] = [
        Self("a callback is looked up until it is concluded") { room in
            await room.write(.receive(try paid("1"), at: at(1), lookUntil: at(100)))
            for callback in await room.pending(by: at(1)) { await room.write(.postpone(callback, until: at(5))) }
            _ = await room.pending(by: at(4))
            for callback in await room.pending(by: at(5)) {
                await room.write(.conclude(callback, as: .told, telling: [draft("va:1"), draft("va:1")], at: at(6)))
                await room.write(.conclude(callback, as: .contradicted, telling: [draft("va:2")], at: at(7)))
                await room.write(.postpone(callback, until: at(8), told: 1))
            }
            await room.write(.receive(try paid("1"), at: at(300), lookUntil: at(400)))
        },
        Self("what comes again while it is looked up") { room in
            await room.write(.receive(try paid("1"), at: at(1), lookUntil: at(101)))
            let first = await room.pending(by: at(1))
            await room.write(.receive(try paid("1"), at: at(90), lookUntil: at(190)))
            for callback in first { await room.write(.postpone(callback, until: at(101), told: 1)) }
            let second = await room.pending(by: at(101))
            await room.write(.receive(try paid("1"), at: at(102), lookUntil: at(202)))
            for callback in second { await room.write(.conclude(callback, as: .contradicted, telling: [], at: at(103))) }
            for callback in await room.pending(by: at(1_000)) {
                await room.write(.conclude(callback, as: .unconfirmed, telling: [], at: at(203)))
            }
        },
        Self("a repetition after all was told begins anew") { room in
            for second: Int64 in 1...2 { await room.write(.receive(try paid("1"), at: at(second), lookUntil: at(second * 100))) }
            for callback in await room.pending(by: at(9)) { await room.write(.postpone(callback, until: at(9), told: 2)) }
            await room.readAll()
            await room.write(.receive(try paid("1"), at: at(99), lookUntil: at(400)))
        },
        Self("the same words of two kinds are two, and the earliest comes first") { room in
            for kind in CallbackKind.allCases {
                await room.write(.receive(ReceivedCallback(kind: kind, canonical: [1], facts: "{}"), at: at(5), lookUntil: at(9)))
            }
            await room.write(.receive(try paid("1"), at: at(2), lookUntil: at(9)))
            for limit in 0...6 { _ = await room.pending(by: at(5), limit: limit) }
            for second: Int64 in 1...5 {
                await room.ask("after \(second)") { try await room.ledger.hasCallbacks(dueAfter: at(second)) }
            }
        },
        Self("what is due too late is hastened, in steps") { room in
            for number: Int64 in 1...4 { await room.write(.receive(try paid("\(number)"), at: at(number * 10), lookUntil: at(900))) }
            for callback in await room.pending(by: at(40)).suffix(1) {
                await room.write(.conclude(callback, as: .told, telling: [], at: at(40)))
            }
            for limit in [0, 1, 1, 5] {
                await room.write(.hasten(dueAfter: at(10), to: at(5), limit: limit))
                _ = await room.pending(by: at(5))
            }
        },
        Self("a verdict is told once within a while, by whatever clock") { room in
            let verdict = try ReceivedCallback(.kyc, body: Array(#"{"status":{"code":"000"}}"#.utf8))
            for second: Int64 in [25_200, 1, 60, 100, 101, 102, 250] {
                await room.write(.tell(verdict, at: at(second), unlessToldIn: at(second - 100)...at(second)))
            }
            await room.write(.receive(verdict, at: at(251), lookUntil: at(300)))
            await room.write(.tell(verdict, at: at(252), unlessToldIn: at(0)...at(252)))
        },
        Self("what is reported on a payout") { room in
            let report = #"{"status":{"code":"000"},"partner_trx_id":"A-1"}"#
            await room.write(.receive(try ReceivedCallback(.disbursement, body: Array(report.utf8)), at: at(1), lookUntil: at(9)))
            let nested = #"{"recipient":{"partner_trx_id":"A-2"},"partner_trx_id": "A-\u0033"}"#
            await room.write(.receive(ReceivedCallback(kind: .disbursement, canonical: [1], facts: nested), at: at(1), lookUntil: at(9)))
            await room.write(.receive(ReceivedCallback(kind: .kyc, canonical: [1], facts: #"{"partner_trx_id":"A-4"}"#), at: at(1), lookUntil: at(9)))
            func all() async {
                for number in 0...4 { await room.ask("A-\(number)") { try await room.ledger.isReported("A-\(number)") } }
            }
            await all()
            for callback in await room.pending(by: at(9)) { await room.write(.conclude(callback, as: .repeated, telling: [], at: at(9))) }
            await all()
        },
        Self("payments are told since the first callback about one") { room in
            let verdict = ReceivedCallback(kind: .kyc, canonical: [1], facts: "{}")
            await room.write(.tell(verdict, at: at(1), unlessToldIn: at(0)...at(1)))
            await room.readAll()
            await room.write(.receive(try paid("1"), at: at(5), lookUntil: at(9)), .receive(try paid("2"), at: at(4), lookUntil: at(9)))
        },
        Self("accounts by their number, the one seen last first") { room in
            func remember(_ id: String, _ user: String, _ seconds: Int64, number: String = "100") async {
                await room.write(.remember([KnownAccount(number: number, id: id, partnerUserID: user)], at: at(seconds)))
                for number in ["100", "9"] {
                    await room.ask("numbered \(number)") { try await room.ledger.virtualAccounts(numbered: number) }
                }
            }
            let month = EventLimits.accountSeenAgain.components.seconds
            for (id, user, seconds) in [
                ("b", "u1", 1), ("a", "u2", 1), ("c", "", 2), ("a", "", 3), ("b", "u3", 4), ("b", "u3", 5), ("c", "", 1 + month),
                ("c", "", 2 + month), ("a", "u9", 0),
            ] as [(String, String, Int64)] { await remember(id, user, seconds) }
            for number in 0..<20 { await remember("many-\(number)", "", Int64(number % 3)) }
            await remember("x", "u1", 1, number: "9")
            await remember("", "u1", 1)
            await remember("x", "u1", 1, number: "")
        },
    ]

    /// A payment, told from others by its words.
    private static func paid(_ words: String) throws -> ReceivedCallback {
        try callback(#"{"va_number":"\#(words)","amount":1,"success":true}"#)
    }
}
