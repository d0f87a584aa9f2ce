/// What a person should see to, while it lasts: shown by the metrics and `GetInfo`, beside what the ledger shows of itself (`LedgerAlarm`).
enum Alarm: String, CaseIterable, Sendable {
    /// The credentials' files can't be used; those read before are still in force.
    case credentialsUnusable = "credentials_unusable"
    /// The callback token's file can't be used; the token read before is still in force.
    case callbackTokenUnusable = "callback_token_unusable"
    /// OY! refuses the gateway's own user name, key or address.
    case credentialsRejected = "credentials_rejected"
    /// OY! can't be reached, or does not answer: of the calls that come, payouts aside, only one is let through now and then.
    case upstreamUnreachable = "upstream_unreachable"
    /// The same of payouts: they wait.
    case payoutsUnreachable = "payouts_unreachable"
    /// No payout is sent, as the configuration has it.
    case payoutsStopped = "payouts_stopped"
    /// The callers' socket does not stand under its name any more: nobody can connect.
    case socketGone = "socket_gone"
    /// The configuration's file can't be used, or asks for what takes a restart; what was read before is still in force.
    case configurationRefused = "configuration_refused"
}
