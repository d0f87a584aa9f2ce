import Testing

/// What is on disk when something leaves the daemon, by the order of its system calls: `w` writes the ledger, `s` has it on disk, `t` goes to
/// OY!, `u` answers (`SyncJournal`).
@Suite(.serialized, .ownProcesses) struct SyncOrderTests {
    /// Something that is asked of the daemon, and what has to happen for it, in order.
    struct Deed: Sendable, CustomTestStringConvertible {
        let name: String
        /// OY! is asked for it.
        var isSent = false
        /// What comes before, and is not looked at.
        var first: @Sendable (ProbedStage) async throws -> Void = { _ in }
        let act: @Sendable (ProbedStage) async throws -> Void

        var testDescription: String { name }
    }

    static let deeds = [
        Deed(name: "Remit: rule 1", isSent: true) { try await $0.gateway.call("Remit", .payout("paid")) },
        Deed(name: "Remit, for another person to approve") {
            try await $0.gateway.call("Remit", .payout("large", amount: 2_000_000))
        },
        Deed(
            name: "CancelPayout",
            first: {
                try await $0.gateway.call("Remit", .payout("large", amount: 2_000_000))
                try await $0.untilQuiet()
            }
        ) {
            try await $0.gateway.call("CancelPayout", ["partner_trx_id": "large"])
        },
        Deed(name: "CreateVirtualAccount", isSent: true) {
            try await $0.gateway.call(
                "CreateVirtualAccount", ["partner_user_id": "user-1", "bank_code": "002", "amount": 500000])
        },
        Deed(
            name: "Ack",
            first: { try await $0.postVerdict() }
        ) {
            try await $0.gateway.call("Ack", ["consumer": "tests", "cursor": 1])
        },
        Deed(name: "a callback") { try await $0.postVerdict() },
    ]

    @Test(arguments: deeds) func `nothing is sent or answered before the ledger is synced`(deed: Deed) async throws {
        try await ProbedStage.with { stage in
            // Connections are up, and the ledger's log has begun.
            try await stage.gateway.call("Remit", .payout("warm"))
            try await stage.untilQuiet()
            try await deed.first(stage)
            let mark = stage.journal.mark
            try await deed.act(stage)
            // What the daemon writes of itself meanwhile may be about to be written as it answers; and the call's own entry follows.
            let seen = stage.journal.since(mark)
            #expect(deed.isSent ? seen.contains(/^(ws)+t(ws)+w?u/) : seen.contains(/^(ws)+w?u/), "\(seen)")
        }
    }
}
