extension PayoutAlarm {
    /// How OY!'s answer contradicts what stands of a payout, and can't be kept with it; nil if it does not. That OY! has, or has paid, what
    /// was not paid is not among these: `PayoutMachine.heard` records it with the payout.
    ///
    /// - Parameter heard: OY!'s answer to `remit-status`.
    init?(contradicting payout: Payout, by heard: AttemptReading) {
        guard [.inProgress, .completed, .failed].contains(payout.state) else { return nil }
        if let known = payout.trxID, let named = heard.name(for: payout.partnerTrxID), named != known {
            self = .anotherTrxID(named)
        } else if payout.state == .completed, case .word(let word) = heard, StatusVerdict(word) == .failed {
            self = .failedAfterCompleted
        } else {
            return nil
        }
    }

    /// What the operators are to hear of an answer that changes nothing about the payout. OY! having something else under the id of one that it
    /// never took on is not among it.
    static func alarms(over heard: AttemptReading, about payout: Payout) -> [PayoutAlarm] {
        let disbelieved = payout.standsUnpaid && payout.state != .failed ? nil : PayoutAlarm(disbelieving: heard)
        return [PayoutAlarm(contradicting: payout, by: heard), disbelieved].compactMap(\.self)
    }

    /// That OY!'s answer is not believed; nil where it is, or is none.
    init?(disbelieving reading: AttemptReading) {
        guard let why = reading.unbelieved else { return nil }
        self = .answerNotBelieved(why.rawValue)
    }
}
