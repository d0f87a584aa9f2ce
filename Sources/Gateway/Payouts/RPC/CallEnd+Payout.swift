import Contract

extension CallEnd {
    /// The end of a question to `remit-status`: what is not believed of a payout that is being sent is not believed here, either.
    ///
    /// - Parameter payout: the one that was asked about, where it is one of the gateway's.
    func speaking(of partnerTrxID: String, as payout: Payout?) -> CallEnd {
        guard case .success(let message) = result else { return self }
        return OYWord(message, code: oyCode).whyNotBelieved(in: .remitStatus, about: partnerTrxID, as: payout).map(notBelieved) ?? self
    }
}
