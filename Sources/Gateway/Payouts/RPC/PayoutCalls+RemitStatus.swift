import Contract

/// `GetRemitStatus` goes to OY! like any other read; what is the gateway's own about it stands here.
extension PayoutCalls {
    /// Whether the RPC asks OY! about a payout.
    static func asksAboutPayout(_ endpoint: Endpoint) -> Bool {
        endpoint.vocabulary == .payoutStatus
    }

    /// Whether another caller asked for the payout. One that the ledger does not have, from the time before the gateway,
    /// may be asked about by whoever knows its name.
    func isAnothers(_ call: AdmittedCall) async throws(RPCError) -> Bool {
        guard let owner = call.owner else { return false }
        do {
            let known = try await ledger.payout(named: call.request.string("partner_trx_id"))
            return known.map { $0.caller != owner } ?? false
        } catch {
            throw .ledgerUnavailable
        }
    }

    /// The reasons that speak of OY! or of the call, never of a payout.
    private static let tellsOfOYItself: Set<String> = [
        "UPSTREAM_CREDENTIALS_REJECTED", "UPSTREAM_TOO_MANY_REQUESTS", "UPSTREAM_UNAVAILABLE", "UPSTREAM_CIRCUIT_OPEN",
        "DEADLINE_EXCEEDED",
    ]

    /// What a caller hears of another's payout: the same as of one that does not exist. OY! was asked all the same, so
    /// that neither the time it takes nor an outage tells the two apart; of what it said about the payout nothing is left.
    static func withheld(_ end: CallEnd) -> CallEnd {
        if case .failure(var error) = end.result, Self.tellsOfOYItself.contains(error.reason) {
            error.metadata["oy_code"] = nil
            error.metadata["oy_message"] = nil
            return CallEnd(result: .failure(error), oyCode: end.oyCode, attempts: end.attempts)
        }
        let status = AnswerStatus(code: "204", message: "Request is Rejected (Partner Tx ID is Not Found)")
        guard case .refusal(let code, let reason) = OutcomeTable.meaning(of: status.code, in: .payoutStatus) else {
            return CallEnd(result: .failure(.unlisted(nil, http: 200)))
        }
        let error = RPCError.refusal(code, reason: reason, status, http: 200).adding("attempts", String(end.attempts))
        return CallEnd(result: .failure(error), oyCode: end.oyCode, attempts: end.attempts)
    }

    /// OY!'s answer with the state that its code means.
    static func withState(_ end: CallEnd) -> CallEnd {
        guard case .success(var message) = end.result, let code = end.oyCode else { return end }
        let state: PayoutState? =
            switch StatusVerdict(OYWord(code: code)) {
            case .completed: .completed
            case .inProgress: .inProgress
            case .failed: .failed
            case .notFound, .nothing, .refusedCredentials, .strange: nil
            }
        guard let state else { return end }
        message.set("state", to: state.number)
        return CallEnd(result: .success(message), oyCode: end.oyCode, attempts: end.attempts)
    }
}
