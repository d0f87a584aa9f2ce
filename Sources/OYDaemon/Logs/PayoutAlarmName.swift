import Gateway

/// An alarm about a payout, in the word that metrics and the log use (docs/payouts.md).
enum PayoutAlarmName: String, CaseIterable {
    case credentialsRefused = "credentials_refused"
    case deniedAfterAcknowledging = "denied_after_acknowledging"
    case sentAsAnotherPartner = "sent_as_another_partner"
    case nameTaken = "name_taken"
    case anotherTrxID = "another_trx_id"
    case failedAfterCompleted = "failed_after_completed"
    case answerNotBelieved = "answer_not_believed"
    case livesOn = "lives_on"
    case notSentInTime = "not_sent_in_time"
    case strangeCode = "strange_code"

    init(_ alarm: PayoutAlarm) {
        switch alarm {
        case .credentialsRefused: self = .credentialsRefused
        case .deniedAfterAcknowledging: self = .deniedAfterAcknowledging
        case .sentAsAnotherPartner: self = .sentAsAnotherPartner
        case .nameTaken: self = .nameTaken
        case .anotherTrxID: self = .anotherTrxID
        case .failedAfterCompleted: self = .failedAfterCompleted
        case .answerNotBelieved: self = .answerNotBelieved
        case .livesOn: self = .livesOn
        case .notSentInTime: self = .notSentInTime
        case .strangeCode: self = .strangeCode
        }
    }
}
