import Testing

/// What is on disk when something leaves the daemon, by the order of its system calls: `w` writes the ledger, `s` has it on disk, `t` goes to
/// OY!, `u` answers (`SyncJournal`).
@Suite(.serialized, .ownProcesses) struct SyncOrderTests {
    /// Something that is asked of the daemon, and what has to happen for it, in order.
    struct Deed: Sendable, CustomTestStringConvertible {
        let name: String
        let order: String
        /// What comes before, and is not looked at.
        var first: @Sendable (ProbedHouse) async throws -> Void = { _ in }
        let act: @Sendable (ProbedHouse) async throws -> Void

        var testDescription: String { name }
    }

    static let deeds = [
        Deed(name: "Remit: rule 1", order: "wstwsu") { try await $0.gateway.call("Remit", .payout("paid")) },
        Deed(name: "Remit, for another person to approve", order: "wsu") {
            try await $0.gateway.call("Remit", .payout("large", amount: 2_000_000))
        },
        Deed(
            name: "CancelPayout", order: "wsu",
            first: { try await $0.gateway.call("Remit", .payout("large", amount: 2_000_000)) }
        ) {
            try await $0.gateway.call("CancelPayout", ["partner_trx_id": "large"])
        },
        Deed(name: "CreateVirtualAccount", order: "wstwsu") {
            try await $0.gateway.call(
                "CreateVirtualAccount", ["partner_user_id": "user-1", "bank_code": "002", "amount": 500000])
        },
        Deed(
            name: "Ack", order: "wsu",
            first: { try await $0.postVerdict() }
        ) {
            try await $0.gateway.call("Ack", ["consumer": "tests", "cursor": 1])
        },
        Deed(name: "a callback", order: "wsu") { try await $0.postVerdict() },
    ]

    @Test(arguments: deeds) func `nothing is sent or answered before the ledger is synced`(deed: Deed) async throws {
        try await ProbedHouse.with { house in
            // Connections are up, and the ledger's log has begun.
            try await house.gateway.call("Remit", .payout("warm"))
            try await deed.first(house)
            let mark = house.journal.mark
            try await deed.act(house)
            // The audit's entry of a call may follow its answer.
            let seen = house.journal.since(mark)
            #expect(seen.hasPrefix(deed.order), "\(seen)")
        }
    }
}
