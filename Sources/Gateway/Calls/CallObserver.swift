/// Where operators see calls: log and metrics.
public protocol CallObserver: Sendable {
    func callEnded(_ record: CallRecord)
    /// The entry of a call that changes something could not be written; the caller is answered all the same.
    func auditFailed(_ record: CallRecord, _ error: LedgerError)
    /// A connection was closed at once because its peer has too many. Of many in a row only the first are reported.
    ///
    /// - Parameter caller: nil for a peer that nobody configured.
    func connectionRefused(_ peer: Peer, caller: String?)
}
