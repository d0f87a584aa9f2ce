import Contract

extension CallEnd {
    /// The end of a question to `remit-status`: an answer that names another payout than was asked about is none. It is that of
    /// another call on the same connection, or OY!'s confusion.
    func speaking(of partnerTrxID: String) -> CallEnd {
        guard case .success(let message) = result, let named = message.string("partner_trx_id").nonEmpty, named != partnerTrxID
        else { return self }
        let error = RPCError.upstreamUnavailable(cause: AttemptReading.namesAnother, nil, http: nil)
        return CallEnd(result: .failure(error.adding("attempts", String(attempts))), attempts: attempts)
    }
}
