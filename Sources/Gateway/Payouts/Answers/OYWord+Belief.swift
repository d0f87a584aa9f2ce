extension OYWord {
    /// Why it is not believed; nil where it is.
    ///
    /// - Parameters:
    ///   - question: what was asked.
    ///   - partnerTrxID: the name of the payout that was asked about.
    ///   - payout: that payout, where it is one of the gateway's.
    func whyNotBelieved(
        in question: PayoutQuestion, about partnerTrxID: String, as payout: Payout?
    ) -> Unbelieved? {
        if let named = self.partnerTrxID, named != partnerTrxID { return .namesAnother }
        if let payout {
            // OY! has something else under this name; or it speaks of another payout, which it does not name.
            if let amount = amountRupiah, amount != payout.amountRupiah { return self.partnerTrxID == nil ? .namesAnother : .namesAnotherAmount }
            let isElsewhere =
                recipientBank.map { $0 != payout.recipientBank } ?? false
                || recipientAccount.map { AccountNumber.isOther($0, than: payout.recipientAccount) } ?? false
            if isElsewhere { return self.partnerTrxID == nil ? .namesAnother : .namesAnotherRecipient }
        }
        // What ends a payout for good must speak of it. Each of these answers does, as OY! documents them.
        return question.isEnded(by: self) && self.partnerTrxID == nil ? .namesNoPayout : nil
    }
}
