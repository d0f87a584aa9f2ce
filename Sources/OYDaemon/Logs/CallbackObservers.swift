import Gateway

/// Several who see what callbacks do.
struct CallbackObservers: CallbackObserver {
    let all: [any CallbackObserver]

    func received(_ kind: CallbackKind) {
        for observer in all { observer.received(kind) }
    }

    func concluded(_ kind: CallbackKind, as conclusion: CallbackConclusion, id: Int64, payout: String?) {
        for observer in all { observer.concluded(kind, as: conclusion, id: id, payout: payout) }
    }

    func found(_ kind: CallbackKind, id: Int64, events: Int) {
        for observer in all { observer.found(kind, id: id, events: events) }
    }

    func impossible(_ kind: CallbackKind, id: Int64, payment: String, amountRupiah: Int64) {
        for observer in all { observer.impossible(kind, id: id, payment: payment, amountRupiah: amountRupiah) }
    }

    func notLookedUp(_ kind: CallbackKind, id: Int64, cause: String) {
        for observer in all { observer.notLookedUp(kind, id: id, cause: cause) }
    }

    func ledgerFailed(_ error: LedgerError) {
        for observer in all { observer.ledgerFailed(error) }
    }
}
