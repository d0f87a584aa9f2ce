import Foundation

/// What OY! did, by oysim's own account (`GET /_sim/payouts`).
struct Books: Sendable {
    struct Entry: Sendable, Equatable {
        /// How often a request to pay it was read.
        var received = 0
        /// How often it was taken on.
        var accepted = 0
        /// How often money moved.
        var executed = 0
    }

    private var entries: [String: Entry] = [:]

    init(_ entries: [String: Entry] = [:]) {
        self.entries = entries
    }

    var ids: some Collection<String> { entries.keys }

    /// An id that never came has an empty entry.
    subscript(_ id: String) -> Entry { entries[id] ?? Entry() }
}

extension Books: Decodable {
    private struct Wire: Decodable {
        struct Payout: Decodable {
            var partner_trx_id: String
            var received: Int
            var accepted: Int
            var executed: Int
        }

        var payouts: [Payout]
        /// Never accepted, and how often they came.
        var refused: [String: Int]
    }

    init(from decoder: any Decoder) throws {
        let wire = try Wire(from: decoder)
        entries = wire.refused.mapValues { Entry(received: $0) }
        for payout in wire.payouts {
            entries[payout.partner_trx_id] = Entry(
                received: payout.received, accepted: payout.accepted, executed: payout.executed)
        }
    }
}

extension ControlAPI {
    func books() async throws -> Books {
        try JSONDecoder().decode(Books.self, from: await send("GET", "payouts"))
    }
}
