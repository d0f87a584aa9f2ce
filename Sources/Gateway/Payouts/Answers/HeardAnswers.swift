/// OY!'s answers to somebody who asked about a payout, in order and each once, and which of them stand in the ledger by now.
struct HeardAnswers: Sendable {
    let all: [AttemptReading]
    /// Recorded with the payout, and the operators told what there was to be told: not to be told again.
    private(set) var recorded: [AttemptReading] = []

    init(_ answers: [AttemptReading]) {
        all = answers.enumerated().filter { !answers[..<$0.offset].contains($0.element) }.map(\.element)
    }

    var unrecorded: [AttemptReading] { all.filter { !recorded.contains($0) } }

    mutating func recorded(_ answer: AttemptReading) {
        recorded.append(answer)
    }
}
