import ArgumentParser
import Contract

/// `oyctl payouts`: what people do with payouts, without writing JSON.
struct PayoutsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payouts",
        abstract: "Lists payouts, and decides about those that wait for a person.",
        discussion: """
            Who may do what is written in oyd's configuration. Answers are printed as JSON, but for those of `export`, and of `list` on \
            a terminal.
            """,
        subcommands: [
            ListPayoutsCommand.self, ExportPayoutsCommand.self, ShowPayoutCommand.self, WaitPayoutCommand.self, ApprovePayoutCommand.self,
            DeclinePayoutCommand.self, CancelPayoutCommand.self, ResolvePayoutCommand.self,
        ])

    /// An RPC, and its request with the fields that are given.
    static func request(
        of rpc: RPC, _ fields: KeyValuePairs<String, String>
    ) throws -> (endpoint: Endpoint, request: Message) {
        let endpoint = try EndpointTable()[rpc]
        var request = Message(endpoint.request)
        for (name, value) in fields where !value.isEmpty {
            guard !value.utf8.contains(0) else { throw ValidationError("\(name) has a NUL in it") }
            request.set(name, to: value)
        }
        return (endpoint, request)
    }

    /// Calls an RPC that is about one payout, and prints the answer.
    ///
    /// - Returns: the answer's `oy.v1.Payout`.
    @discardableResult
    static func call(
        _ rpc: RPC, about payout: PayoutName, because why: Reason? = nil, with options: CallOptions
    ) async throws -> Message? {
        let (endpoint, request) = try request(of: rpc, ["partner_trx_id": payout.id, "reason": why?.reason ?? ""])
        return try await options.call(endpoint, request)?.message("payout")
    }
}
