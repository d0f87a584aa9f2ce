extension PayoutAlarm {
    /// How OY!'s answer contradicts what stands of a payout, and can't be kept with it; nil if it does not. That OY! has, or has paid, what
    /// was not paid is not among these: `PayoutMachine.heard` records it with the payout.
    ///
    /// - Parameter heard: OY!'s answer to `remit-status`.
    init?(contradicting payout: Payout, by heard: AttemptReading) {
        guard [.inProgress, .completed, .failed].contains(payout.state) else { return nil }
        let named = heard.name(for: payout.partnerTrxID) ?? heard.nameOfOtherMoney
        if let known = payout.trxID, let named, named != known {
            self = .anotherTrxID(named)
        } else if payout.state == .completed, case .word(let word) = heard, StatusVerdict(word) == .failed {
            self = .failedAfterCompleted
        } else {
            return nil
        }
    }

    /// What the operators are to hear of an answer that changes nothing about the payout. OY! having something else under the id of one that it
    /// never took on is not among it.
    init?(over heard: AttemptReading, about payout: Payout) {
        if let contradiction = PayoutAlarm(contradicting: payout, by: heard) {
            self = contradiction
        } else if !payout.standsUnpaid || payout.state == .failed {
            self.init(disbelieving: heard)
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

extension AttemptReading {
    /// OY!'s name for something of other money that it has under the payout's name.
    fileprivate var nameOfOtherMoney: String? {
        if case .silent(.notBelieved(let why, let word), _) = self, why.isOfOtherMoney { word?.trxID } else { nil }
    }
}
