import Contract
import Gateway
import Logging

/// The alarm `credentials_rejected`, from what raises it to what ends it: OY! refuses the gateway's own user name, key or
/// address, until it lets the gateway in again or the credentials are others.
struct CredentialsAlarm: Sendable {
    let alarms: AlarmBoard
    let logger: Logger

    /// An attempt at OY! ended, a caller's, a payout's or one that looks a callback up. The first answer that refuses the gateway
    /// raises the alarm, with a line; the first that lets it in ends it.
    func attemptEnded(_ outcome: AttemptOutcome) {
        guard case .answered(let answer) = outcome else { return }
        // Nearly every answer is a good one, and says nothing new.
        guard alarms.isRaised(.credentialsRejected) || CredentialsEvidence.mayBeRejected(answer) else { return }
        switch CredentialsEvidence(answer) {
        case .rejected:
            guard alarms.raise(.credentialsRejected) else { return }
            logger.critical(
                """
                OY! refuses the gateway's credentials or address: no call will succeed until they are mended. Check the two files, \
                and whether OY! allows this host's address
                """,
                metadata: [
                    "alarm": "\(Alarm.credentialsRejected.rawValue)", "http_status": "\(answer.status)",
                    "oy_code": "\(AnswerStatus.read(from: answer.body)?.code ?? "none")",
                ])
        case .accepted:
            guard alarms.clear(.credentialsRejected) else { return }
            logger.notice("OY! lets the gateway in again", metadata: ["alarm": "\(Alarm.credentialsRejected.rawValue)"])
        case nil:
            return
        }
    }

    /// Others are in force. Whether OY! takes them is yet to be seen.
    func credentialsReplaced() {
        guard alarms.clear(.credentialsRejected) else { return }
        logger.notice(
            "OY! is called with other credentials from now on: whether it takes them is yet to be seen",
            metadata: ["alarm": "\(Alarm.credentialsRejected.rawValue)"])
    }
}
