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

    /// That OY!'s answer is not believed; nil where it is, or is none.
    init?(disbelieving reading: AttemptReading) {
        guard let why = reading.unbelieved else { return nil }
        self = .answerNotBelieved(why.rawValue)
    }
}
