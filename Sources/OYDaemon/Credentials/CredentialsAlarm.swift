import Contract
import Gateway
import Logging

/// The alarm `credentials_rejected`, from what raises it to what ends it: OY! refuses the gateway's own user name, key or
/// address, until it lets the gateway in again or the credentials are others.
struct CredentialsAlarm: Sendable {
    let alarms: AlarmBoard
    let logger: Logger

    /// A payout's own alarm: raised when OY! says so. The log tells of it with the payout's name (`PayoutLog`).
    func payoutAlarmed(_ alarm: PayoutAlarm) {
        if case .credentialsRefused = alarm { alarms.raise(.credentialsRejected) }
    }

    /// An attempt at OY! ended. While the alarm lasts, the first answer that lets the gateway in ends it.
    func attemptEnded(_ outcome: AttemptOutcome) {
        guard alarms.isRaised(.credentialsRejected), Self.isWelcome(outcome) else { return }
        alarms.clear(.credentialsRejected)
        logger.notice("OY! lets the gateway in again")
    }

    /// Others are in force. Whether OY! takes them is yet to be seen.
    func credentialsReplaced() {
        alarms.clear(.credentialsRejected)
    }

    /// Whether OY! let the gateway in: it looked at what was asked for.
    private static func isWelcome(_ outcome: AttemptOutcome) -> Bool {
        guard case .answered(let answer) = outcome, (200..<300).contains(answer.status),
            let code = AnswerStatus.read(from: answer.body)?.code
        else { return false }
        switch OutcomeTable.meaning(of: code, in: .standard) {
        case .success, .refusal: return true
        case .credentialsRejected, .tooManyRequests, .outcomeUnknown, .unlisted: return false
        }
    }
}

extension CredentialsAlarm: CallObserver {
    /// A call ended. `Remit` does not count: its caller may hear a payout's recorded refusal for years, and when OY! said so
    /// first, the payout's own alarm did.
    func callEnded(_ record: CallRecord) {
        guard case .failure(let error) = record.result, error.reason == RPCError.Reason.upstreamCredentialsRejected,
            record.endpoint?.method != "Remit"
        else { return }
        alarms.raise(.credentialsRejected)
        logger.critical("OY! refuses the gateway's own credentials or address: no call will succeed until they are mended")
    }

    func auditFailed(_ record: CallRecord, _ error: LedgerError) {}
    func connectionRefused(_ peer: Peer, caller: String?) {}
}
