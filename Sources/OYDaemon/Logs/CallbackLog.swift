import Gateway
import Logging

/// Tells the operator of callbacks: a line each, and an alarm where OY! contradicts one.
struct CallbackLog: CallbackObserver {
    let logger: Logger
    /// Of the ledger's failures.
    let failures: LogThrottle

    func received(_ kind: CallbackKind) {
        logger.info("Callback received", metadata: ["kind": "\(kind.rawValue)"])
    }

    func concluded(_ kind: CallbackKind, as conclusion: CallbackConclusion, id: Int64, payout: String?) {
        var facts: Logger.Metadata = ["kind": "\(kind.rawValue)", "callback": "\(id)"]
        if let payout { facts["partner_trx_id"] = "\(payout)" }
        switch conclusion {
        case .told: logger.info("Callback confirmed and told", metadata: facts)
        case .repeated: logger.info("Callback brought no news", metadata: facts)
        case .contradicted:
            logger.critical("OY! contradicts a callback: somebody else may know the callback URL", metadata: facts)
        case .disputed:
            logger.critical(
                """
                OY! confirms a callback that the ledger contradicts: money may have moved on a payout whose caller was told \
                otherwise, or have moved twice
                """,
                metadata: facts)
        case .unconfirmed:
            logger.critical("OY! neither confirms nor denies a callback: it was not told", metadata: facts)
        }
    }

    func found(_ kind: CallbackKind, id: Int64, events: Int) {
        logger.info(
            "Payments were found that no callback told of; the callback's own is looked up further",
            metadata: ["kind": "\(kind.rawValue)", "callback": "\(id)", "events": "\(events)"])
    }

    func impossible(_ kind: CallbackKind, id: Int64, payment: String, amountRupiah: Int64) {
        logger.critical(
            "OY!'s books have a record that nobody can have paid in: it was told to nobody",
            metadata: [
                "kind": "\(kind.rawValue)", "callback": "\(id)", "transaction_id": "\(payment)", "amount": "\(amountRupiah)",
            ])
    }

    func notLookedUp(_ kind: CallbackKind, id: Int64, cause: String) {
        logger.warning(
            "A callback could not be looked up; it waits",
            metadata: ["kind": "\(kind.rawValue)", "callback": "\(id)", "cause": "\(cause)"])
    }

    func ledgerFailed(_ error: LedgerError) {
        guard let more = failures.takeTurn() else { return }
        logger.critical("The ledger failed: callbacks wait", metadata: ["cause": "\(error)", "not_shown": "\(more)"])
    }

    func refused(_ report: CallbackRefusals.Report) {
        var facts: Logger.Metadata = ["reason": "\(report.reason.rawValue)", "source": "\(report.source)", "more": "\(report.more)"]
        if let cause = report.cause { facts["cause"] = "\(cause)" }
        logger.warning("A callback was refused", metadata: facts)
    }
}
