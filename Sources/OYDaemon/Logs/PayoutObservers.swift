import Gateway

/// Several who see what payouts do.
struct PayoutObservers: PayoutObserver {
    let all: [any PayoutObserver]

    func ended(_ payout: Payout) {
        for observer in all { observer.ended(payout) }
    }

    func alarmed(_ alarm: PayoutAlarm, partnerTrxID: String) {
        for observer in all { observer.alarmed(alarm, partnerTrxID: partnerTrxID) }
    }

    func ledgerFailed(_ error: LedgerError) {
        for observer in all { observer.ledgerFailed(error) }
    }
}
