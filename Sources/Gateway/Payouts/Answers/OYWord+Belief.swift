import Contract

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
                || recipientAccount.map { Self.isOther($0, than: payout.recipientAccount) } ?? false
            if isElsewhere { return self.partnerTrxID == nil ? .namesAnother : .namesAnotherRecipient }
        }
        // What ends a payout for good must speak of it. Each of these answers does, as OY! documents them.
        return question.isEnded(by: self) && self.partnerTrxID == nil ? .namesNoPayout : nil
    }

    /// Whether two account numbers can't be the same. OY! may mask one (then it is not all digits), and write a phone number, as which
    /// wallets have them, with a country code in place of a zero.
    private static func isOther(_ account: String, than asked: String) -> Bool {
        guard account.utf8.allSatisfy(\.isASCIIDigit), asked.utf8.allSatisfy(\.isASCIIDigit) else { return false }
        let (left, right) = (account.drop { $0 == "0" }, asked.drop { $0 == "0" })
        return !left.hasSuffix(right) && !right.hasSuffix(left)
    }
}
