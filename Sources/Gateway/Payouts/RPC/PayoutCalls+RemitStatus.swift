import Contract

/// `GetRemitStatus` goes to OY! like any other read; what is the gateway's own about it stands here.
extension PayoutCalls {
    /// Whether the RPC asks OY! about a payout.
    static func asksAboutPayout(_ endpoint: Endpoint) -> Bool {
        endpoint.vocabulary == .payoutStatus
    }

    /// A payout that another caller asked for is not there for this one. One that the ledger does not have, from the time
    /// before the gateway, may be asked about by whoever knows its name.
    func checkOwner(_ call: AdmittedCall) async throws(RPCError) {
        guard let owner = call.owner else { return }
        let id = call.request.string("partner_trx_id")
        let known: Payout?
        do {
            known = try await ledger.payout(named: id)
        } catch {
            throw .ledgerUnavailable
        }
        if let known, known.caller != owner {
            throw RPCError(.notFound, partnerTrxID: id, at: timekeeper.wallNow)
        }
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
