import Contract
import Gateway
import Logging

/// The alarm `credentials_rejected`, from what raises it to what ends it: OY! refuses the gateway's own user name, key or
/// address, until it lets the gateway in again or the credentials are others.
struct CredentialsAlarm: Sendable {
    let alarms: AlarmBoard
    let logger: Logger

    /// What an answer says of the gateway itself, whoever asked.
    private enum Word {
        case rejected, welcome
    }

    /// An attempt at OY! ended, a caller's, a payout's or one that looks a callback up. The first answer that refuses the gateway
    /// raises the alarm, with a line; the first that lets it in ends it.
    func attemptEnded(_ outcome: AttemptOutcome) {
        guard case .answered(let answer) = outcome else { return }
        // Nearly every answer is a good one, and says nothing new.
        guard alarms.isRaised(.credentialsRejected) || Self.mayReject(answer) else { return }
        switch Self.word(in: answer) {
        case .rejected:
            guard alarms.raise(.credentialsRejected) else { return }
            logger.critical("OY! refuses the gateway's own credentials or address: no call will succeed until they are mended")
        case .welcome:
            guard alarms.clear(.credentialsRejected) else { return }
            logger.notice("OY! lets the gateway in again")
        case nil:
            return
        }
    }

    /// Others are in force. Whether OY! takes them is yet to be seen.
    func credentialsReplaced() {
        alarms.clear(.credentialsRejected)
    }

    /// Whether the answer is worth being read once more: false for a good one in which none of the codes 201, 202, 207 and 208
    /// stands anywhere.
    private static func mayReject(_ answer: UpstreamAnswer) -> Bool {
        guard (200..<300).contains(answer.status) else { return true }
        return answer.body.withUnsafeBytes { body in
            (2..<max(2, body.count)).contains { end in
                switch (body[end - 2], body[end - 1], body[end]) {
                case (0x32, 0x30, 0x31), (0x32, 0x30, 0x32), (0x32, 0x30, 0x37), (0x32, 0x30, 0x38): true
                default: false
                }
            }
        }
    }

    /// Nil where it says nothing of the gateway. Welcome is who asks for what can be refused for itself: OY! looked at it.
    private static func word(in answer: UpstreamAnswer) -> Word? {
        if answer.status == 401 || answer.status == 403 { return .rejected }
        guard answer.status < 500, answer.status != 429, let code = AnswerStatus.read(from: answer.body)?.code else { return nil }
        switch OutcomeTable.meaning(of: code, in: .standard) {
        case .credentialsRejected: return .rejected
        case .success, .refusal: return (200..<300).contains(answer.status) ? .welcome : nil
        case .tooManyRequests, .outcomeUnknown, .unlisted: return nil
        }
    }
}
