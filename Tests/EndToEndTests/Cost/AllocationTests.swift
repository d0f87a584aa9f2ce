import Contract
import Testing

/// A guard for the cost of the main paths that does not depend on how fast or how busy the machine is: what the real daemon
/// asks of malloc for each call. A debug build asks more often than a release build, but a copy or a task too many shows in
/// both. Who raises a bound on purpose says in docs/performance.md what for.
@Suite(.serialized, .ownProcesses) struct AllocationTests {
    /// Calls that are counted, after as many that are not.
    private static let calls = 300
    /// The batch that asks least counts: what the daemon does now and then, on a busy machine more often between two calls, is in others.
    private static let batch = 60

    struct Path: Sendable, CustomTestStringConvertible {
        let name: String
        /// At most so many allocations for each call, in a debug build: what was seen, and a seventh more.
        let most: Int
        let call: @Sendable (RPCClient, _ number: Int) async throws -> Void

        var testDescription: String { name }
    }

    static let paths = [
        Path(name: "a call that answers by itself", most: 66) { gateway, _ in try await gateway.call("WhoAmI") },
        Path(name: "a call that OY! answers", most: 129) { gateway, _ in try await gateway.call("GetBalance") },
        Path(name: "a payout, with its two commits", most: 1025) { gateway, number in
            try await gateway.call("Remit", payout("cost-\(number)"))
        },
        Path(name: "a payout that is asked for again", most: 890) { gateway, _ in
            try await gateway.call("Remit", payout("cost-again"))
        },
        Path(name: "a payout's state out of the ledger", most: 292) { gateway, _ in
            try await gateway.call("GetPayout", ["partner_trx_id": "cost-again"])
        },
        Path(name: "a request that is refused", most: 177) { gateway, _ in
            _ = try await gateway.refusal("Remit", ["partner_trx_id": "cost-refused"])
        },
    ]

    @Test(arguments: paths) func `a call costs no more allocations than it did`(path: Path) async throws {
        try await Backstage.with(Stage.Plan(simulator: ["--settle-after", "never"])) { backstage in
            let count = try AllocationCount(in: backstage.directory)
            let daemon = try await backstage.start(environment: count.environment)
            try await daemon.process.whileRunning {
                let gateway = try await daemon.connect()
                try await gateway.call("Remit", payout("cost-again"))
                for number in 0..<Self.calls { try await path.call(gateway, number) }
                var batches: [Int64] = []
                for first in stride(from: Self.calls, to: 2 * Self.calls, by: Self.batch) {
                    let before = count.now
                    for number in first..<(first + Self.batch) { try await path.call(gateway, number) }
                    batches.append(count.now - before)
                }
                let perCall = Double(try #require(batches.min())) / Double(Self.batch)
                #expect(perCall > 0, "nothing was counted")
                #expect(perCall <= Double(path.most), "\(path.name): \(perCall) allocations")
            }
        }
    }
}

/// OY!'s documented payout under a name.
private func payout(_ name: String) -> JSONValue {
    [
        "recipient_bank": "014", "recipient_account": "1239812390", "amount": 125000, "note": "Split lunch bill",
        "partner_trx_id": .string(name), "email": "napoleon@email.com test@email.com",
    ]
}
