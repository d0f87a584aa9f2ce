/// A message that OY! sends to the partner, without being asked.
struct Callback: Sendable, Equatable {
    /// The four kinds. The raw value is the last path segment of where it goes.
    enum Kind: String, Sendable, CaseIterable {
        case va
        case kyc
        case pfm
        case disbursement
    }

    var kind: Kind
    /// Sent as it stands; the control API may make it anything.
    var body: String

    init(_ kind: Kind, _ body: JSON) { self.init(kind, text: body.description) }

    init(_ kind: Kind, text: String) {
        self.kind = kind
        body = text
    }

    /// A payment of a virtual account, in the documented members.
    static func payment(of account: VirtualAccount, amount: Int) -> Callback {
        Callback(
            .va,
            .members([
                "va_number": .string(account.number), "amount": .int(amount),
                "partner_user_id": .string(account.partnerUserID), "success": true,
            ]))
    }

    /// A payout that became final. The documentation given does not show this body; it is `remit-status`'s answer.
    static func final(_ payout: Payout, at now: Moment) -> Callback {
        Callback(.disbursement, payout.statusAnswer(at: now))
    }
}
