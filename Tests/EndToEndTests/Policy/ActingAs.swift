/// Calls as another user, by `oyctl` under that uid: only root can.
enum ActingAs {
    /// What a call brought.
    struct Outcome: Sendable {
        /// Nil where it failed.
        var answer: JSONValue?
        /// Words of the error, where it failed.
        var errors: String

        /// Whether it failed so.
        func failed(_ code: String, _ reason: String) -> Bool {
            answer == nil && errors.contains("\(code): ") && errors.contains("reason: \(reason)")
        }
    }

    static func user(
        _ uid: UInt32, on socket: String, _ rpc: String, _ request: JSONValue = [:]
    ) async throws -> Outcome {
        let run = try await ProgramRun.of(
            .oyctl, ["call", "--socket", socket, "--timeout", "20", rpc, request.description], uid: uid)
        guard run.status == .exited(0) else { return Outcome(answer: nil, errors: run.errors) }
        return Outcome(answer: try JSONValue(run.output), errors: "")
    }
}

extension Stage {
    func call(as uid: UInt32, _ rpc: String, _ request: JSONValue = [:]) async throws -> ActingAs.Outcome {
        try await ActingAs.user(uid, on: daemon.socketPath, rpc, request)
    }
}

extension JSONValue {
    /// A payout of that name, to an account that oysim has.
    static func payout(_ id: String, amount: Int64 = 100_000, bank: String = "014") -> JSONValue {
        [
            "recipient_bank": .string(bank), "recipient_account": "1239812390", "amount": .number("\(amount)"),
            "partner_trx_id": .string(id),
        ]
    }
}
