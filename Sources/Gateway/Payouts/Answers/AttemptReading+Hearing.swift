/// What an answer to `remit-status` says of a payout, whoever asked, and though it may say nothing of what became of it.
extension AttemptReading {
    /// OY! has it, or had it: it is never sent again (rule 3).
    var acknowledges: Bool {
        switch self {
        case .unsent: false
        case .silent(let why, _): why.hasIt
        case .word(let word): StatusVerdict(word).speaksOfThePayout || word.hasIt
        }
    }

    /// OY! has it, or has paid it, by its code.
    var hasIt: Bool {
        if case .word(let word) = self { StatusVerdict(word).hasIt } else { false }
    }

    /// It tells what became of it: where not, only OY!'s name for it counts.
    var speaksOfThePayout: Bool {
        if case .word(let word) = self { StatusVerdict(word).speaksOfThePayout } else { false }
    }

    /// OY!'s name for it: where nothing else speaks of the payout, only one beside the payout's own.
    func name(for partnerTrxID: String) -> String? {
        switch self {
        case .unsent: nil
        case .silent(let why, _): why.trxID
        case .word(let word): StatusVerdict(word).speaksOfThePayout ? word.trxID : word.name(for: partnerTrxID)
        }
    }
}
