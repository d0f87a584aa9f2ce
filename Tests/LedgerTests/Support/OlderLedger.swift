import Contract
import Foundation
import GRDB
import Gateway

@testable import Ledger

/// The file of a ledger as a gateway of an older version left it: with every column of every table filled, a payout in each
/// state, and a chain that holds.
struct OlderLedger {
    let version: Int

    /// What waits for approval has a turn of its own, and accounts are confirmed.
    private var hasApproval: Bool { version >= 2 }
    private var hasEvents: Bool { version >= 3 }
    /// Of what outlives events.
    private var hasTraces: Bool { version >= 4 }

    static let caller = "payroll"

    /// The name of the payout in that state.
    static func name(_ state: PayoutState) -> String { "A-\(state.rawValue)" }

    /// Makes the file.
    func make(at path: String) throws {
        let file = try LedgerFile(path: path).path
        let queue = try DatabaseQueue(path: file)
        try queue.inDatabase { database in
            for script in LedgerSchema.migrations.prefix(version) { try database.execute(sql: script) }
            try database.execute(sql: "INSERT INTO meta (name, value) VALUES ('digest_key', randomblob(32))")
            if hasEvents { try insertEvents(database) }
            for (number, state) in PayoutState.allCases.enumerated() { try insertPayout(number, state, database) }
            if hasEvents { try insertPlaces(database) }
            if hasApproval { try database.execute(sql: "INSERT INTO confirmations VALUES ('payroll', 'mark', 7)") }
            try insertEntries(database)
            try database.execute(sql: """
                PRAGMA application_id = \(LedgerSchema.applicationID);
                PRAGMA user_version = \(version);
                PRAGMA journal_mode = WAL;
                """)
        }
        try queue.close()
        chmodToOwner(file)
    }

    // MARK: Payouts

    /// Asked for first, and then brought into its state, as the triggers want it.
    private func insertPayout(_ number: Int, _ state: PayoutState, _ database: Database) throws {
        let known = Set(try database.columns(in: "payouts").map(\.name))
        let values = values(number, state).filter { known.contains($0.key) }
        let names = values.keys.sorted()
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        let asked = values.merging(["state": "RECORDED", "version": 1, "attempts": 3, "final_at_ms": nil, "next_action_at_ms": 5]) { $1 }
        try database.execute(
            sql: "INSERT INTO payouts (\(names.joined(separator: ", "))) VALUES (\(marks))",
            arguments: StatementArguments(names.map { asked[$0] ?? nil }))
        let changed = ["state", "version", "attempts", "final_at_ms", "next_action_at_ms"]
        try database.execute(
            sql: "UPDATE payouts SET \(changed.map { "\($0) = ?" }.joined(separator: ", ")) WHERE id = ?",
            arguments: StatementArguments((changed + ["id"]).map { values[$0] ?? nil }))
    }

    /// A value of its own for each column of every version.
    private func values(_ number: Int, _ state: PayoutState) -> [String: (any DatabaseValueConvertible)?] {
        let name = Self.name(state)
        let mayHaveLeft = [.unknown, .inProgress, .completed, .failed].contains(state)
        let waits = !state.isFinal && (hasApproval || state != .awaitingApproval)
        let body = #"{"partner_trx_id":"\#(name)","amount":\#(number + 10),"recipient_bank":"014"}"#
        return [
            "id": number + 1, "partner_trx_id": name, "caller": Self.caller, "amount_rupiah": number + 10, "recipient_bank": "014",
            "created_at_ms": 1_000 + number, "version": 2, "state": state.rawValue, "updated_at_ms": 2_000 + number,
            "final_at_ms": state.isFinal ? 3_000 + number : nil, "send_until_ms": 4_000 + number, "attempts": mayHaveLeft ? 4 : 3,
            "attempts_unsent": 2, "attempts_refused": 1, "last_sent_at_ms": 5_000 + number, "is_acknowledged": number % 2,
            "not_found_since_ms": 6_000 + number, "trx_id": "OY-\(number)", "oy_code": "\(100 + number)", "oy_message": "message \(number)",
            "oy_timestamp": "then \(number)", "oy_http_status": 200 + number, "next_action_at_ms": waits ? 7_000 + number : nil,
            "polls": 20 + number, "decided_by": "decider \(number)", "reason": "reason \(number)", "body": Data(body.utf8),
            "asked_by_uid": 30 + number, "unknown_since_ms": 8_000 + number, "partner_mark": 9_000 + number,
            "lives_on_since_ms": 10_000 + number,
        ]
    }

    // MARK: The chain

    /// Each payout was asked for, and came into its state by a decision, of which the entry has told in each version.
    private func insertEntries(_ database: Database) throws {
        var chain = ChainHead.start
        for (number, state) in PayoutState.allCases.enumerated() {
            let beginning = #""caller":{"name":"\#(Self.caller)"},"request":{"amount":\#(number + 10),"recipient_bank":"014"}"#
            let decision = "cancel by decider \(number): reason \(number)"
            for entry in [
                #"{"kind":"transition",\#(beginning),"payout":"\#(Self.name(state))","to":"RECORDED"}"#,
                #"{"kind":"transition","payout":"\#(Self.name(state))","from":"RECORDED","to":"\#(state.rawValue)","detail":"\#(decision)"}"#,
            ] {
                chain = Array(entry.utf8).withUnsafeBytes { chain.following($0) }
                let hash = chain.hash.withBytes { Hexadecimal.text($0) }
                try database.execute(sql: "INSERT INTO audit VALUES (\(chain.sequence), '\(entry)', x'\(hash)')")
            }
        }
    }

    // MARK: Events

    /// Two that are no payout's.
    private func insertEvents(_ database: Database) throws {
        try database.execute(sql: """
            INSERT INTO events (kind, time_ms, is_verified, owner, identity, facts)
            VALUES (1, 1, 1, 'payroll', 'va:1', '{"amount":1}'), (1, 2, 0, 'payroll', 'va:2', '{"amount":2}')
            """)
    }

    /// The first event is gone; a consumer has its place; one callback waits, and one is concluded.
    private func insertPlaces(_ database: Database) throws {
        try database.execute(sql: """
            UPDATE event_floor SET floor = 2;
            DELETE FROM events WHERE cursor < 2;
            INSERT INTO consumers VALUES ('payroll', 'books', 3, 4);
            INSERT INTO callbacks (digest, kind, facts, state, times, times_open, received_at_ms, received_last_at_ms,
              concluded_at_ms, looks, look_until_ms, next_look_at_ms)
            VALUES (zeroblob(32), 'va', '{"va_number":"1","amount":1,"success":true}', 'PENDING', 5, 4, 11, 12, NULL, 3, 13, 14),
              (randomblob(32), 'kyc', '{}', 'TOLD', 2, 1, 15, 16, 17, 6, 18, NULL);
            """)
        guard hasTraces else { return }
        try database.execute(sql: """
            UPDATE callbacks SET told_open = 1;
            INSERT INTO virtual_accounts VALUES ('1', 'VA-1', 'user', 19);
            """)
    }
}
