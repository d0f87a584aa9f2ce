public import Contract

/// How a payout's two questions look on the wire, and how their answers read. Paths, JSON and the contract's field
/// names are somebody else's; the payout rules only need these.
public protocol PayoutWire: Sendable {
    /// `remit` with a payout's recorded bytes.
    func remit(_ body: [UInt8], of partnerTrxID: String) -> HTTPCall
    /// `remit-status` for a payout.
    func remitStatus(of partnerTrxID: String) -> HTTPCall
    /// OY!'s members in the body of an answer to either; nil where it can't be read, or its two names alone, where they can be. An empty
    /// `trx_id`, `partner_trx_id` or code counts as absent.
    func read(_ body: [UInt8]) -> OYWord?
}
