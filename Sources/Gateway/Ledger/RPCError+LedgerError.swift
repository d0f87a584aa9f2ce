extension RPCError {
    /// The ledger did not take what a call would have begun, or could not be read.
    init(_ error: LedgerError) {
        self = error == .overloaded ? .ledgerOverloaded : .ledgerUnavailable
    }
}
