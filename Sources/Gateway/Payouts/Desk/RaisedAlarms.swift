/// About which payouts an alarm was raised outside a flight, so that not everybody who asks raises it again. Bounded: once it
/// is full it begins anew, and an alarm may be raised twice.
struct RaisedAlarms {
    private var names: Set<String> = []

    /// Whether it is the first about this payout.
    mutating func isFirst(about id: String) -> Bool {
        if names.count >= PayoutLimits.rememberedAlarms { names = [] }
        return names.insert(id).inserted
    }
}
