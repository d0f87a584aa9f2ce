import Contract

extension OpenSummary {
    /// Writes the states, those without any payout included, into the `open_payouts` of an `oy.v1.GetInfoResponse`.
    func write(to message: inout Message) {
        guard let schema = message.schema.field("open_payouts")?.message else { preconditionFailure("the contract has no open_payouts") }
        for state in PayoutState.allCases where !state.isFinal {
            var payouts = Message(schema)
            payouts.set("state", to: state.number)
            payouts.set("count", to: Int64(counts[state] ?? 0))
            if let oldest = oldest[state] { payouts.set("oldest_created_at", to: oldest.rfc3339) }
            if state == .unknown, let oldestUnknown { payouts.set("oldest_unknown_since", to: oldestUnknown.rfc3339) }
            message.append("open_payouts", payouts)
        }
    }
}
