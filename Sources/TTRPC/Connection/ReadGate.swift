/// Holds back the reads that a channel asks for while its machine wants none.
struct ReadGate {
    private var isHeldBack = false

    /// The channel asks for a read. Returns whether it may be now; else it is made up for as soon as `reopens` says so.
    mutating func mayRead(_ isWanted: Bool) -> Bool {
        isHeldBack = !isWanted
        return isWanted
    }

    /// Whether a read was held back, and is to be now.
    mutating func reopens(_ isWanted: Bool) -> Bool {
        guard isHeldBack, isWanted else { return false }
        isHeldBack = false
        return true
    }
}
