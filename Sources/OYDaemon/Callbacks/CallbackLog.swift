import Gateway
import Logging

/// Tells the operator of callbacks: a line each, and an alarm where OY! contradicts one.
struct CallbackLog: EventObserver {
    let logger: Logger

    func received(_ kind: CallbackKind) {
        logger.info("Callback received", metadata: ["kind": "\(kind.rawValue)"])
    }

    func concluded(_ kind: CallbackKind, as conclusion: CallbackConclusion, id: Int64) {
        let facts: Logger.Metadata = ["kind": "\(kind.rawValue)", "callback": "\(id)"]
        switch conclusion {
        case .told: logger.info("Callback confirmed and told", metadata: facts)
        case .repeated: logger.info("Callback brought no news", metadata: facts)
        case .contradicted:
            logger.critical("OY! contradicts a callback: somebody else may know the callback URL", metadata: facts)
        case .disputed:
            logger.critical(
                "OY! confirms a callback that the ledger contradicts: money may have moved on a payout whose caller was told otherwise",
                metadata: facts)
        case .unconfirmed:
            logger.critical("OY! neither confirms nor denies a callback: it was not told", metadata: facts)
        }
    }

    func notLookedUp(_ kind: CallbackKind, id: Int64, cause: String) {
        logger.warning(
            "A callback could not be looked up; it waits",
            metadata: ["kind": "\(kind.rawValue)", "callback": "\(id)", "cause": "\(cause)"])
    }

    func ledgerFailed(_ error: LedgerError) {
        logger.critical("The ledger failed: callbacks wait", metadata: ["cause": "\(error)"])
    }

    func refused(_ report: CallbackRefusals.Report) {
        logger.warning(
            "A request was no callback",
            metadata: [
                "reason": "\(report.reason.rawValue)", "source": "\(report.source)", "more_since": "\(report.moreSince)",
            ])
    }
}
