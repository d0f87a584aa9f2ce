/// What one attempt at OY! amounts to, whichever of the two questions it put.
enum AttemptReading: Sendable, Equatable {
    /// Not a byte left this host.
    case unsent(AttemptFailure)
    /// OY! may have acted, and nothing that it said tells: no answer, HTTP 5xx whatever its body says, a redirect,
    /// a body that can't be read, the answer about another payout or other money, an end that names no payout, or any word that names none
    /// and may be the answer to another request (rule 2). OY! may want to be left alone for a while all the same.
    case silent(Silence, retryAfter: Duration? = nil)
    /// OY! said something that a code table can be asked about.
    case word(OYWord)

    /// - Parameters:
    ///   - outcome: how the attempt ended.
    ///   - question: what OY! was asked.
    ///   - payout: what it was asked about.
    ///   - read: finds OY!'s members in a body; nil where the body can't be read. What it says of HTTP is not used.
    init(
        _ outcome: AttemptOutcome, to question: PayoutQuestion, about payout: Payout, read: ([UInt8]) -> OYWord?
    ) {
        switch outcome {
        case .surelyUnsent(let failure): self = .unsent(failure)
        case .unknown(let failure): self = .silent(.noAnswer(failure.reason))
        case .answered(let answer): self = Self(answer, to: question, about: payout, read: read)
        }
    }

    private init(
        _ answer: UpstreamAnswer, to question: PayoutQuestion, about payout: Payout, read: ([UInt8]) -> OYWord?
    ) {
        // Below 200 and from 300 to 399 nobody has acted for sure; from 500 a front may have given up waiting.
        guard answer.isSuccess || answer.isRefusal else {
            let trxID = read(answer.body)?.name(for: payout.partnerTrxID)
            self = .silent(.http(answer.status, trxID: trxID), retryAfter: answer.retryAfter)
            return
        }
        var word = read(answer.body) ?? OYWord(code: nil)
        word.httpStatus = answer.status
        word.retryAfter = answer.retryAfter
        if let why = word.whyNotBelieved(in: question, about: payout.partnerTrxID, as: payout) {
            self = .silent(.notBelieved(why, of: word))
        } else if word.code == nil && HTTPRefusal(status: answer.status) == nil {
            let trxID = word.name(for: payout.partnerTrxID)
            let why: Silence = answer.status == 200 ? .unreadable(trxID: trxID) : .http(answer.status, trxID: trxID)
            self = .silent(why, retryAfter: answer.retryAfter)
        } else if word.partnerTrxID == nil && !answer.standsAlone {
            self = .silent(.notBelieved(.standsNotAlone, of: word))
        } else {
            self = .word(word)
        }
    }

    /// Why OY!'s answer is not believed, though it speaks of a payout and can be read: a person should know, as the next one may
    /// be no better. Nil of all else.
    var unbelieved: Unbelieved? {
        if case .silent(.notBelieved(let why, _), _) = self { why } else { nil }
    }

    /// OY! says that it knows no such payout.
    var saysNotFound: Bool {
        if case .word(let word) = self { StatusVerdict(word) == .notFound } else { false }
    }

    /// For how long OY! wants to be left alone, where it said so beside nothing else.
    var retryAfterSilence: Duration? {
        if case .silent(_, let retryAfter) = self { retryAfter } else { nil }
    }
}
