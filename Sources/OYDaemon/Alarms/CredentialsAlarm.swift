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
            logger.critical(
                """
                OY! refuses the gateway's credentials or address: no call will succeed until they are mended. Check the two files, \
                and whether OY! allows this host's address
                """,
                metadata: [
                    "alarm": "\(Alarm.credentialsRejected.rawValue)", "http_status": "\(answer.status)",
                    "oy_code": "\(AnswerStatus.read(from: answer.body)?.code ?? "none")",
                ])
        case .welcome:
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

    /// Whether the answer must be parsed: false for a success that contains none of the numbers 201, 202, 207 and 208 (2024 is another
    /// number).
    private static func mayReject(_ answer: UpstreamAnswer) -> Bool {
        guard (200..<300).contains(answer.status) else { return true }
        return answer.body.withUnsafeBytes { body in
            var (number, digits, index) = (0, 0, 0)
            while index < body.count {
                let digit = Int(body[index]) - 48
                if digit >= 0, digit <= 9 {
                    digits += 1
                    if digits <= 3 { number = 10 * number + digit }
                } else {
                    if digits == 3, isRejection(number) { return true }
                    (number, digits) = (0, 0)
                }
                index += 1
            }
            return false
        }
    }

    private static func isRejection(_ code: Int) -> Bool {
        rejections.contains(code)
    }

    private static let rejections = OYCode.allCases.filter(\.refusesCredentials).compactMap { Int($0.rawValue) }

    /// Nil if the answer says nothing about the gateway's credentials. A refusal of the request itself shows that they were accepted.
    private static func word(in answer: UpstreamAnswer) -> Word? {
        if answer.status == 401 || answer.status == 403 { return .rejected }
        guard answer.status < 500, answer.status != 429, let code = AnswerStatus.read(from: answer.body)?.code else { return nil }
        switch OutcomeTable.meaning(of: code, in: .standard) {
        case .credentialsRejected: return .rejected
        case .success, .negativeAnswer, .refusal: return (200..<300).contains(answer.status) ? .welcome : nil
        case .tooManyRequests, .outcomeUnknown, .unlisted: return nil
        }
    }
}
