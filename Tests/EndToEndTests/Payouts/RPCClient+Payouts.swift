import Contract
import TestSupport

extension RPCClient {
    /// A payout as the ledger has it, without asking OY!.
    func state(of id: String) async throws -> Int64? {
        try await call("GetPayout", ["partner_trx_id": .string(id)]).message("payout")?.integer("state")
    }

    /// The state that a payout ends in.
    func end(of id: String) async throws -> Int64? {
        try await call("WaitPayout", ["partner_trx_id": .string(id)], timeout: Patience.event).message("payout")?.integer("state")
    }
}
