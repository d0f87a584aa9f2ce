import Contract
import Foundation
import GRDB
import Testing

/// One caller asks for long lists in a flood and never waits for any. The ledger serves all others meanwhile, and what the daemon
/// holds stays within bounds (docs/threat-model.md, "A caller"). `oyctl`'s own deadline is what "in time" means.
@Suite(.serialized, .ownProcesses, OtherUser.needsRoot) struct ReadFloodTests {
    private static let payer: UInt32 = 4_243

    private static let plan = Stage.Plan { configuration in
        configuration.socketMode = "0666"
        configuration.callers = [
            .init(name: "greedy", uid: getuid(), methods: ["oy.v1.PayoutService/ListPayouts"]),
            .init(name: "payer", uid: payer, methods: ["*"], more: ["inquiry: required"]),
        ]
        configuration.more = "payouts: { first_poll: 1s }\n"
    }

    /// A thousand lists of all REJECTED payouts, each with a tenth of a second to be answered in.
    private static let questions: [UInt8] = {
        let tenth: [UInt8] = [4 << 3, 0x80, 0xC2, 0xD7, 0x2F]
        let ask = WireBytes.string(1, "oy.v1.PayoutService") + WireBytes.string(2, "ListPayouts")
            + WireBytes.bytes(3, WireBytes.integer(1, 6)) + tenth
        return (0..<1_000).flatMap { RawSocket.frame(stream: UInt32($0 * 2 + 1), type: 1, flags: 1, ask) }
    }()

    @Test func `lists in a flood keep nobody from paying`() async throws {
        try await Backstage.with(Self.plan) { backstage in
            let ledger = backstage.configuration.ledgerPath
            try await backstage.start().process.end()
            try Self.reject(150_000, of: "payer", in: ledger)
            let daemon = try await backstage.start()
            try await daemon.process.whileRunning {
                try await withThrowingTaskGroup(of: Void.self) { flood in
                    let socket = daemon.socketPath
                    for _ in 0..<10 { try await Self.ask(on: socket) }
                    flood.addTask {
                        while !Task.isCancelled { try await Self.ask(on: socket) }
                    }
                    try await Self.pay(on: socket)
                    flood.cancelAll()
                }
                #expect(try daemon.peakMemory() < 160)
            }
            let lists = try LedgerEntries(path: ledger).ofKind("call").filter { $0["caller"]?["name"] == "greedy" }
            #expect(lists.contains { $0["outcome"]?["reason"] == "TOO_MANY_LISTS" })
        }
    }

    /// Asks, and closes the connection once the first answer has come: then all were asked.
    private static func ask(on socket: String) async throws {
        _ = try await RawSocket.exchange(path: socket, sending: questions, until: 1)
    }

    /// Looks an account up, pays to it, and waits until the resolver has found the payment at OY!.
    private static func pay(on socket: String) async throws {
        func call(_ rpc: String, _ request: JSONValue) async throws -> ActingAs.Outcome {
            let outcome = try await ActingAs.user(payer, on: socket, rpc, request)
            #expect(outcome.answer != nil, "\(rpc): \(outcome.errors)")
            return outcome
        }
        _ = try await call("InquireAccount", ["recipient_bank": "014", "recipient_account": "1239812390"])
        _ = try await call("Remit", .payout("in-time"))
        let end = try await call("WaitPayout", ["partner_trx_id": "in-time"])
        #expect(end.answer?["payout"]?["state"] == "COMPLETED")
        _ = try await call("GetPayout", ["partner_trx_id": "in-time"])
    }

    /// Writes payouts that were rejected into the ledger of a daemon that does not run.
    private static func reject(_ count: Int, of caller: String, in ledger: String) throws {
        try DatabaseQueue(path: ledger).write { database in
            try database.execute(
                sql: """
                    INSERT INTO payouts (partner_trx_id, caller, amount_rupiah, recipient_bank, created_at_ms, version, state,
                      updated_at_ms, final_at_ms, send_until_ms, attempts, attempts_unsent, attempts_refused, is_acknowledged, polls, body)
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
                    SELECT 'rejected-' || n, ?, 10000, '014', n, 1, 'REJECTED', n, n, n, 1, 0, 1, 0, 0, x'7B7D' FROM number
                    """, arguments: [count, caller])
        }
    }
}
