import Contract

extension AccountConfirmation {
    /// What a successful inquiry of a caller that must inquire before it pays has confirmed; nil for any other call.
    init?(by call: AdmittedCall, _ end: CallEnd, _ audit: AuditTrail, _ clock: any Timekeeper) {
        guard call.caller.payouts.inquiry != nil, case .success = end.result, call.endpoint.rpc == .inquireAccount else { return nil }
        let account = audit.accountMark(
            bank: call.request.string("recipient_bank"), number: call.request.string("recipient_account"))
        self.init(caller: call.caller.name, account: account, confirmedAt: clock.wallNow)
    }
}
