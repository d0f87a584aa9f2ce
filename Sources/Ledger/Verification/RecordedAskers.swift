/// Which payouts' rows say who asked for them. Those of the oldest gateways do not; but once one did, all that began later do.
struct RecordedAskers {
    /// The first entry that began a payout whose row says it.
    private var first = Int64.max
    /// The last that began one whose row does not, and that payout's name.
    private var lastWithout: (sequence: Int64, name: Testimony.Value)?

    /// Takes the payouts in any order.
    mutating func take(_ payout: PayoutTestimony) {
        guard let asking = payout.asking else { return }
        if asking.isKnownToRow {
            first = min(first, asking.sequence)
        } else if asking.sequence > lastWithout?.sequence ?? 0 {
            lastWithout = (asking.sequence, payout.name)
        }
    }

    /// What does not agree, in words; nil where all does.
    var difference: String? {
        guard let lastWithout, lastWithout.sequence > first else { return nil }
        return "payout \(String(decoding: lastWithout.name, as: UTF8.self)) has no asked_by_uid, but an older one has"
    }
}
