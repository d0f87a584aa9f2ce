/// Something that interrupts a payout's own course, done when nothing else is at work on it; and who waits for the result.
struct Intervention: Sendable {
    enum Matter: Sendable {
        /// A person decides, about the payout as it was `seen` then. Only about this owner's payouts; nil for anybody's.
        case decided(PayoutDecision, by: AuditCaller, reason: String, owner: String?, seen: Payout)
        /// OY!, asked as that partner, was heard to have, or to have had, what is UNKNOWN here or stands as not paid, when it was of that version.
        /// By a caller; nil for the gateway itself.
        case heard(AttemptReading, version: Int64, askedAs: PartnerFingerprint, by: AuditCaller?)
    }

    let partnerTrxID: String
    let matter: Matter
    let news: Once<Waiter.News>

    /// OY! was heard to have the payout.
    var isOfWhatWasHeard: Bool {
        if case .heard = matter { true } else { false }
    }
}
