import Ledger
import Logging

/// Tells the operator what becomes of the ledger.
struct LedgerLog: Sendable {
    let logger: Logger

    /// What a person should know of the ledger that was opened.
    func opened(_ ledger: SQLiteLedger, at path: String) {
        if ledger.beganWithoutPayouts {
            logger.warning(
                "The ledger knows no payout. Where some were made before, stop and restore it (docs/deployment.md)",
                metadata: ["path": "\(path)"])
        }
        if ledger.wasReadableByOthers {
            logger.warning(
                "Others can read the ledger or its log (-wal), and in it whom was paid: the mode of both should be 0600",
                metadata: ["path": "\(path)"])
        }
    }

    func callAsFunction(_ event: LedgerEvent) {
        switch event {
        case .becameUnavailable(let detail):
            logger.critical(
                "The ledger cannot be written: every call that changes something is refused",
                metadata: ["alarm": "\(LedgerAlarm.ledgerUnavailable.rawValue)", "cause": "\(detail)"])
        case .becameAvailable:
            logger.notice(
                "The ledger is written again", metadata: ["alarm": "\(LedgerAlarm.ledgerUnavailable.rawValue)"])
        case .openedBesideReader:
            logger.warning(
                "Another program reads the ledger: its write-ahead log grows until that ends (docs/audit.md)")
        case .refusedChange(let detail):
            logger.error("The ledger refused a change, which is a fault of the gateway", metadata: ["cause": "\(detail)"])
        case .couldNotRead(let detail):
            logger.error("The ledger could not be read", metadata: ["cause": "\(detail)"])
        case .committed:
            break
        }
    }
}
