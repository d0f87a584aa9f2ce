import Ledger
import Logging

/// Tells the operator what becomes of the ledger.
struct LedgerLog: Sendable {
    let logger: Logger

    func callAsFunction(_ event: LedgerEvent) {
        switch event {
        case .becameUnavailable(let detail):
            logger.critical(
                "The ledger cannot be written: every call that changes something is refused",
                metadata: ["cause": "\(detail)"])
        case .becameAvailable:
            logger.notice("The ledger is written again")
        case .refusedChange(let detail):
            logger.error("The ledger refused a change, which is a fault of the gateway", metadata: ["cause": "\(detail)"])
        case .committed:
            break
        }
    }
}
