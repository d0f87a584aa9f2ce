/// What it means for a payout that somebody who asked OY! heard of it. For the processor, before it queues what was heard, and for the machine,
/// when its turn comes.
extension Payout {
    /// It may have been created, and OY! has it, or had it, or has another name for it than is known.
    func isAcknowledged(by heard: AttemptReading) -> Bool {
        guard mayHaveBeenCreated, heard.acknowledges else { return false }
        let isNamedAnew = heard.name(for: partnerTrxID).map { $0 != trxID } ?? false
        return heard.hasIt || !isAcknowledged || isNamedAnew
    }

    /// Its fate is unknown; or OY! refused each attempt that reached it, and may have contradicted itself.
    private var mayHaveBeenCreated: Bool {
        state == .unknown || state == .recorded && attemptsRefused > 0
    }

    /// OY! has, or has paid, what stands as not paid here, and that is not known yet. A name alone says so, too; of what has failed only one
    /// that is not its own.
    func livesOn(by heard: AttemptReading) -> Bool {
        guard standsUnpaid, livesOnSince == nil, !mayHaveBeenCreated else { return false }
        let isNamed = !heard.speaksOfThePayout && (state == .failed ? isNamedOtherwise(by: heard) : heard.isNamed)
        return heard.hasIt || isNamed
    }

    /// What failed by OY!'s word had a name, whether OY! told it or not. What an operator recorded so may have had none.
    private func isNamedOtherwise(by heard: AttemptReading) -> Bool {
        guard let named = heard.name(for: partnerTrxID) else { return false }
        return trxID.map { $0 != named } ?? failedByOperatorsWord
    }
}

extension AttemptReading {
    /// OY! has a name for it.
    fileprivate var isNamed: Bool {
        switch self {
        case .unsent: false
        case .silent(let why, _): why.trxID != nil
        case .word(let word): word.hasIt
        }
    }
}
