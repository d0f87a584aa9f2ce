import Gateway

/// Several who see what calls do.
struct CallObservers: CallObserver {
    let all: [any CallObserver]

    func callEnded(_ record: CallRecord) {
        for observer in all { observer.callEnded(record) }
    }

    func auditFailed(_ record: CallRecord, _ error: LedgerError) {
        for observer in all { observer.auditFailed(record, error) }
    }

    func connectionRefused(_ peer: Peer, caller: String?) {
        for observer in all { observer.connectionRefused(peer, caller: caller) }
    }
}
