import Contract

extension CallEnd {
    /// OY!'s word on a payout, where `remit-status` was asked about one and answered.
    var word: OYWord? {
        guard case .success(let message) = result else { return nil }
        return OYWord(message, code: oyCode, message: AnswerStatus(of: message)?.message.nonEmpty?.cut)
    }

    /// What each of OY!'s answers says of the payout, as it would be read had the gateway asked by itself.
    func heard(about payout: Payout, _ wire: any PayoutWire) -> HeardAnswers {
        HeardAnswers(answers.map { AttemptReading(.answered($0), to: .remitStatus, about: payout, read: wire.read) })
    }

    /// OY! answered `remit-status` with something else that it has under the payout's name.
    func isOfOtherMoney(than payout: Payout) -> Bool {
        word?.whyNotBelieved(in: .remitStatus, about: payout.partnerTrxID, as: payout)?.isOfOtherMoney ?? false
    }

    /// The end of a question to `remit-status`: what is not believed of a payout that is being sent is not believed here, either.
    ///
    /// - Parameter payout: the one that was asked about, where it is one of the gateway's.
    func speaking(of partnerTrxID: String, as payout: Payout?) -> CallEnd {
        guard let why = word?.whyNotBelieved(in: .remitStatus, about: partnerTrxID, as: payout) else { return self }
        if let payout, payout.state == .rejected, payout.oyCode == OYCode.duplicatePartnerTrxID.rawValue, why.isOfOtherMoney,
            let taken = RPCError(payout)
        {
            // As OY! said when it refused the payout: the name is another's.
            return CallEnd(result: .failure(taken), oyCode: oyCode, attempts: attempts, answers: answers)
        }
        return notBelieved(why)
    }
}
