import Gateway
import Logging

/// Tells the operator how payouts end, and what they need a person for: alarms, and a ledger that fails.
struct PayoutLog: PayoutObserver {
    let logger: Logger
    /// Of the ledger's failures: in an outage there is one for each payout that is asked for.
    let failures: LogThrottle

    /// However it came to its end: with its call, minutes later, or by a person's decision.
    func ended(_ payout: Payout) {
        var facts: Logger.Metadata = [
            "caller": "\(payout.caller)", "partner_trx_id": "\(payout.partnerTrxID)", "state": "\(payout.state.rawValue)",
        ]
        facts["decided_by"] = payout.decidedBy.map { "\($0)" }
        facts["oy_code"] = payout.oyCode.map { "\($0)" }
        logger.info("Payout ended", metadata: facts)
    }

    func alarmed(_ alarm: PayoutAlarm, partnerTrxID: String) {
        logger.error(
            "A payout needs a person's attention",
            metadata: [
                "partner_trx_id": "\(partnerTrxID)", "alarm": "\(alarm.kind.rawValue)", "what": "\(alarm)",
            ])
    }

    /// A day's limit that is reached, a name that is taken and a change that came second are the ledger at work.
    func ledgerFailed(_ error: LedgerError) {
        guard case .unavailable(let detail) = error, let more = failures.takeTurn() else { return }
        logger.critical("The ledger failed: payouts are refused", metadata: ["cause": "\(detail)", "not_shown": "\(more)"])
    }
}
