/// Something that a person should look at. None of these changes what is done with the money.
public enum PayoutAlarm: Sendable, Equatable, CustomStringConvertible {
    /// OY! refuses the gateway's own user name, key or address.
    case credentialsRefused(code: String?)
    /// OY! said before that it has the payout, and now says that it does not. It is not sent again.
    case deniedAfterAcknowledging
    /// It was sent as another partner than the gateway is now, who alone can be asked about it. Until the user name and the base
    /// URL are back, or an operator decides, it is neither asked about nor sent again.
    case sentAsAnotherPartner
    /// OY! has a payout of this name that is not in this ledger: somebody else's, or one from before the ledger was lost or restored.
    case nameTaken
    /// OY! names the payout by another `trx_id` than before: it may have paid it twice.
    case anotherTrxID(String)
    /// OY! says that a payout has failed that is COMPLETED here: the money may have come back.
    case failedAfterCompleted
    /// OY!'s answer about the payout speaks of other money, another recipient or another payout, or ends it without naming it: why
    /// it is not believed, as in the audit trail. Until OY! says otherwise, or an operator decides, the payout stays open.
    case answerNotBelieved(String)
    /// OY! has, or has paid, a payout that the ledger has as not paid or as waiting for approval.
    case livesOn
    /// It could not be sent within `send_for`: OY! could not be reached or asked to come again later, or the ledger, the daemon or its
    /// partner was not there.
    case notSentInTime
    /// A code that is in no table, or makes no sense as an answer to this question.
    case strangeCode(String)

    public var description: String {
        switch self {
        case .credentialsRefused(let code): "OY! refuses the gateway's credentials (code \(code ?? "none"))"
        case .deniedAfterAcknowledging: "OY! does not find a payout that it had acknowledged"
        case .sentAsAnotherPartner:
            "was sent with another user name of OY!'s, or to another base URL, than are in force: nothing is done about it until they are back"
        case .nameTaken: "OY! has a payout of this name that is not in this ledger, and it may be paid"
        case .anotherTrxID(let id): "OY! names it by another trx_id than before, \(id): it may have been paid twice"
        case .failedAfterCompleted: "OY! says that it failed, after it was completed: the money may have come back"
        case .answerNotBelieved(let why): "OY!'s answer is not believed (\(why))"
        case .livesOn: "OY! has, or has paid, what the ledger has as not paid"
        case .notSentInTime: "was cancelled: it could not be sent in time"
        case .strangeCode(let code): "OY! answered with code \(code), which says nothing here"
        }
    }
}
