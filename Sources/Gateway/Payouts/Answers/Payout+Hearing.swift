/// What it means for a payout that somebody who asked OY! heard of it. For the desk, before it queues what was heard, and for the machine, when its
/// turn comes.
extension Payout {
    /// OY! has, or has paid, what stands as not paid here, and that is not known yet. A name alone says so, too, but not of what is known to
    /// have failed: that has one.
    func livesOn(by word: OYWord) -> Bool {
        let verdict = StatusVerdict(word)
        let isNamed = word.hasIt && !verdict.speaksOfThePayout && state != .failed
        return standsUnpaid && livesOnSince == nil && (verdict.hasIt || isNamed)
    }

    /// It is UNKNOWN, and OY! has it, or had it, or has another name for it than is known.
    func isAcknowledged(by word: OYWord) -> Bool {
        let verdict = StatusVerdict(word)
        let isNew = !isAcknowledged || (word.hasIt && word.trxID != trxID)
        return state == .unknown && (verdict.hasIt || (verdict == .failed || word.hasIt) && isNew)
    }
}
