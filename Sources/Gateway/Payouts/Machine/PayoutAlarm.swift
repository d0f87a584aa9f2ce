/// Something about a payout that a person should look at. It changes nothing of what is done with the money.
public struct PayoutAlarm: Sendable, Equatable, CustomStringConvertible {
    /// What there is to look at, in the word that audit trail, metrics and log use (docs/payouts.md says what to do).
    public enum Kind: String, Sendable, CaseIterable {
        /// OY! refuses the gateway's own user name, key or address.
        case credentialsRefused = "credentials_refused"
        /// OY! said before that it has the payout, and now says that it does not. It is not sent again.
        case deniedAfterAcknowledging = "denied_after_acknowledging"
        /// It was sent as another partner than the gateway is now, who alone can be asked about it. Until the user name and the base
        /// URL are back, or an operator decides, it is neither asked about nor sent again.
        case sentAsAnotherPartner = "sent_as_another_partner"
        /// OY! has a payout of this id that is not in this ledger: somebody else's, or one from before the ledger was lost or restored.
        case nameTaken = "name_taken"
        /// OY! names the payout by another `trx_id` than before: it may have paid it twice.
        case anotherTrxID = "another_trx_id"
        /// OY! says that a payout has failed that is COMPLETED here: the money may have come back.
        case failedAfterCompleted = "failed_after_completed"
        /// OY!'s answer about the payout speaks of other money, another recipient or another payout, or ends it without naming it.
        /// Until OY! says otherwise, or an operator decides, the payout stays open.
        case answerNotBelieved = "answer_not_believed"
        /// OY! has, or has paid, a payout that the ledger has as not paid or as waiting for approval.
        case livesOn = "lives_on"
        /// It could not be sent within `send_for`: OY! could not be reached or asked to come again later, or the ledger, the daemon or its
        /// partner was not there.
        case notSentInTime = "not_sent_in_time"
        /// A code that is in no table, or makes no sense as an answer to this question.
        case strangeCode = "strange_code"
    }

    public let kind: Kind
    /// What of OY!'s word it is about: a code, a `trx_id`, or why the word is not believed.
    private let particular: String?

    private init(_ kind: Kind, _ particular: String? = nil) {
        self.kind = kind
        self.particular = particular
    }

    public static func credentialsRefused(code: String?) -> Self { Self(.credentialsRefused, code) }
    public static let deniedAfterAcknowledging = Self(.deniedAfterAcknowledging)
    public static let sentAsAnotherPartner = Self(.sentAsAnotherPartner)
    public static let nameTaken = Self(.nameTaken)
    public static func anotherTrxID(_ trxID: String) -> Self { Self(.anotherTrxID, trxID) }
    public static let failedAfterCompleted = Self(.failedAfterCompleted)
    /// - Parameter why: as in the audit trail's entry of the answer.
    public static func answerNotBelieved(_ why: String) -> Self { Self(.answerNotBelieved, why) }
    public static let livesOn = Self(.livesOn)
    public static let notSentInTime = Self(.notSentInTime)
    public static func strangeCode(_ code: String) -> Self { Self(.strangeCode, code) }

    public var description: String {
        let particular = particular ?? "none"
        return switch kind {
        case .credentialsRefused: "OY! refuses the gateway's credentials or address (code \(particular))"
        case .deniedAfterAcknowledging: "OY! does not find a payout that it had acknowledged"
        case .sentAsAnotherPartner:
            "was sent with another user name of OY!'s, or to another base URL, than are in force: nothing is done about it until they are back"
        case .nameTaken: "OY! has a payout of this id that is not in this ledger, and it may be paid"
        case .anotherTrxID: "OY! gives it another trx_id than before, \(particular): it may have been paid twice"
        case .failedAfterCompleted: "OY! says that it failed, after it was completed: the money may have come back"
        case .answerNotBelieved: "OY!'s answer is not believed (\(particular))"
        case .livesOn: "OY! has, or has paid, what the ledger has as not paid"
        case .notSentInTime: "was cancelled: it could not be sent in time"
        case .strangeCode: "OY! answered with code \(particular), which says nothing here"
        }
    }
}
