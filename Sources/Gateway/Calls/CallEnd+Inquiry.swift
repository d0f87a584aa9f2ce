import Contract

extension CallEnd {
    /// The end of an inquiry. OY! repeats what it was asked; where it speaks of another account, the holder that it names is not that of
    /// the one that was asked about, and a caller would pay the wrong person.
    ///
    /// - Parameter request: what was asked.
    func naming(accountOf request: Message) -> CallEnd {
        guard case .success(let answer) = result else { return self }
        let isTheBank = ["", request.string("recipient_bank")].contains(answer.string("recipient_bank"))
        let isElsewhere = !isTheBank || AccountNumber.isOther(answer.string("recipient_account"), than: request.string("recipient_account"))
        return isElsewhere ? notBelieved(.namesAnotherRecipient) : self
    }
}
