import Gateway
import Synchronization
import TestSupport

/// What a caller was told about a payout, and when.
struct Testimony: Sendable {
    enum Word: Sendable, Equatable {
        /// There is no such payout.
        case absent
        case state(PayoutState)
        /// Something that no caller may ever hear.
        case impossible(String)
    }

    let word: Word
    /// When the call was begun.
    let asked: ContinuousClock.Instant
    /// When its answer was there.
    let heard: ContinuousClock.Instant
}

/// All that all callers were told.
final class Witnesses: Sendable {
    private let statements = Mutex<[String: [Testimony]]>([:])
    /// How many answers were heard so far.
    let count = Observed(0)

    func heard(_ word: Testimony.Word, about id: String, asked: ContinuousClock.Instant) {
        let testimony = Testimony(word: word, asked: asked, heard: .now)
        statements.withLock { $0[id, default: []].append(testimony) }
        count.update { $0 += 1 }
    }

    /// Whether anybody knows that the gateway has the payout.
    func know(_ id: String) -> Bool {
        statements.withLock { statements in
            statements[id]?.contains { if case .state = $0.word { true } else { false } } ?? false
        }
    }

    var all: [String: [Testimony]] { statements.withLock { $0 } }
}
