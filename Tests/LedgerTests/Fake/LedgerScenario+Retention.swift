import Gateway

/// What is old is deleted, and what outlives it.
extension LedgerScenario {
    static let retention: [Self] = [
        Self("by age, and the newest never") { room in
            await age(room)
            for seconds: Int64 in [0, 5, 5, 999] {
                await room.purge(.upTo(seconds))
                await room.readAll()
            }
            await room.write(.add([draft("va:new")], at: at(1_000)))
        },
        Self("in steps") { room in
            await age(room)
            for limit in [0, 3, 3, 1, 100] {
                await room.purge(.upTo(9, limit: limit))
                await room.readAll()
            }
        },
        Self("an event waits for the one before it to grow old") { room in
            for seconds: Int64 in [5, 1, 9, 2] { await room.write(.add([draft("va:\(seconds)")], at: at(seconds))) }
            for seconds: Int64 in [3, 6] {
                await room.purge(.upTo(seconds))
                await room.readAll()
            }
        },
        Self("what a consumer waits for is kept, unless it is very old or nobody has heard of the consumer") { room in
            await age(room)
            let (one, other) = (ConsumerName(caller: "payroll", name: "c"), ConsumerName(caller: "refunds", name: "c"))
            await room.write(.acknowledge(one, cursor: 3, at: at(10)), .acknowledge(other, cursor: 5, at: at(20)))
            func purge(kept: Int64, forConsumers: Int64, consumers: Int64) async {
                await room.purge(
                    EventPurge(
                        keptSince: at(kept), keptForConsumersSince: at(forConsumers), consumersSeenSince: at(consumers),
                        rememberedSince: at(0), limit: 100))
                await room.readAll()
            }
            await purge(kept: 9, forConsumers: 0, consumers: 0)
            await purge(kept: 9, forConsumers: 5, consumers: 0)
            await purge(kept: 9, forConsumers: 11, consumers: 10)
            await purge(kept: 9, forConsumers: 11, consumers: 11)
            await room.write(.register(ConsumerName(caller: "payroll", name: "new"), at: at(30)), .acknowledge(one, cursor: 2, at: at(30)))
        },
        Self("whose it was is known, and its identity for a while") { room in
            await room.insert(.sample("A-1", createdAt: at(1)))
            await room.insert(.sample("B-1", caller: "refunds", createdAt: at(2)))
            await room.write(.add([draft("va:1"), draft("d:1", owner: "refunds", kind: .disbursement)], at: at(3)))
            await room.write(.add([draft("k", kind: .kyc)], at: at(20)))
            let identities = ["va:1", "d:1", "k", "x"]
            func purge(remembered: Int64, limit: Int = 100) async {
                await room.purge(
                    EventPurge(
                        keptSince: at(10), keptForConsumersSince: at(0), consumersSeenSince: at(0), rememberedSince: at(remembered), limit: limit))
                await room.ask("known") { try await room.ledger.knownIdentities(of: identities).sorted() }
            }
            await purge(remembered: 0)
            var bad = draft("va:1")
            bad.facts = "{"
            await room.write(.add([draft("va:1"), bad, draft("va:2")], at: at(21)))
            await purge(remembered: 3)
            await purge(remembered: 4, limit: 1)
            await room.write(.add([draft("va:1"), draft("d:1")], at: at(22)))
            await purge(remembered: 99)
        },
        Self("callbacks that are concluded, and accounts that nobody sees, are forgotten") { room in
            for number: Int64 in 1...5 {
                await room.write(.receive(try callback(#"{"va_number":"\#(number)","amount":1,"success":true}"#), at: at(number), lookUntil: at(9)))
                await room.write(.remember([KnownAccount(number: "100", id: "\(number)", partnerUserID: "")], at: at(number)))
            }
            for pending in await room.pending(by: at(9)).dropFirst() {
                await room.write(.conclude(pending, as: .told, telling: [], at: at(9)))
            }
            for (seconds, limit) in [(4, 1), (4, 100), (5, 0), (9, 1)] as [(Int64, Int)] {
                await room.purge(.upTo(seconds, limit: limit))
                await room.ask("accounts") { try await room.ledger.virtualAccounts(numbered: "100") }
            }
            // A number that is free again, or not.
            for number: Int64 in [5, 6] {
                await room.write(.receive(try callback(#"{"va_number":"\#(number)","amount":1,"success":true}"#), at: at(20), lookUntil: at(29)))
            }
        },
    ]

    /// One event in each of ten seconds.
    private static func age(_ room: LedgerInterview) async {
        for second: Int64 in 1...10 { await room.write(.add([draft("va:\(second)")], at: at(second))) }
    }
}
