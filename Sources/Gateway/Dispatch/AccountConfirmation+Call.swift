import Contract

extension AccountConfirmation {
    /// What a successful inquiry of a caller that must inquire before it pays has confirmed; nil for any other call.
    init?(by call: AdmittedCall, _ end: CallEnd, _ audit: AuditTrail, _ clock: any Timekeeper) {
        guard call.caller.payouts.inquiry != nil, case .success(let answer) = end.result,
            call.endpoint.rpc == .inquireAccount
        else { return nil }
        let (bank, number) = (call.request.string("recipient_bank"), call.request.string("recipient_account"))
        // OY! repeats what it was asked; where it speaks of another account, this one was not looked up.
        guard ["", bank].contains(answer.string("recipient_bank")), ["", number].contains(answer.string("recipient_account")) else {
            return nil
        }
        let account = audit.accountMark(bank: bank, number: number)
        self.init(caller: call.caller.name, account: account, confirmedAt: clock.wallNow)
    }
}
