/// How bad a run is, in percent of the occasions. Drawn once per run, each for itself: a run in which only the ledger
/// fails reaches corners that a run in which everything fails never does.
struct Weather {
    /// The connection is refused.
    var unsent = 0
    /// A request or an answer is lost.
    var lost = 0
    /// A request arrives after up to 40 minutes.
    var late = 0
    /// A request arrives twice.
    var twice = 0
    /// The connection takes up to 25 seconds before the first byte leaves.
    var slowConnect = 0
    /// What stands in front of OY! answers instead of OY!, or OY! does without doing anything.
    var front = 0
    /// OY! refuses.
    var refused = 0
    /// OY! does what it was asked and answers something useless.
    var garbled = 0
    /// `remit-status` answers something useless.
    var uselessStatus = 0
    /// `remit-status` does not find what is there.
    var staleStatus = 0
    /// OY! names the wrong money, the wrong bank, or the payout by another `trx_id`.
    var confused = 0
    /// An answer comes among others on its connection.
    var amongOthers = 0
    /// What OY! accepts fails in the end.
    var fails = 0
    /// The gateway's own circuit is open.
    var notClear = 0
    /// The host crashes after a step.
    var crash = 0
    /// The host's clock is set while it is down.
    var clock = 0
    /// The host's clock is set back as something is sent, and right again soon after.
    var clockWhileSending = 0
    /// The ledger fails to commit.
    var ledger = 0
    /// The resolver goes by a row that it read before the last change.
    var oldRow = 0
    /// The ledger takes seconds.
    var slowLedger = 0
    /// Somebody else asks OY! while the beginning of the next attempt is written down.
    var lookedUpMeanwhile = 0
    /// An operator decides while an attempt or a question is under way.
    var decidesMeanwhile = 0

    static let calm = Weather()

    init() {}

    init(_ chance: inout Chance) {
        func draw(_ levels: [Int], _ chance: inout Chance) -> Int { chance.one(of: levels) }
        unsent = draw([0, 0, 10, 40, 95], &chance)
        lost = draw([0, 5, 20, 50], &chance)
        late = draw([0, 0, 20, 60, 90], &chance)
        twice = draw([0, 0, 20], &chance)
        slowConnect = draw([0, 0, 30, 80], &chance)
        front = draw([0, 0, 10, 40], &chance)
        refused = draw([0, 10, 30, 70], &chance)
        garbled = draw([0, 10, 50], &chance)
        uselessStatus = draw([0, 10, 30], &chance)
        staleStatus = draw([0, 0, 10, 40], &chance)
        confused = draw([0, 0, 15, 40], &chance)
        fails = draw([0, 20, 50], &chance)
        notClear = draw([0, 0, 20, 95], &chance)
        crash = draw([0, 3, 10, 20], &chance)
        clock = draw([0, 0, 0, 50], &chance)
        clockWhileSending = draw([0, 0, 0, 50], &chance)
        ledger = draw([0, 0, 5, 30], &chance)
        oldRow = draw([0, 0, 10, 30], &chance)
        slowLedger = draw([0, 0, 30], &chance)
        amongOthers = draw([0, 0, 0, 20], &chance)
        lookedUpMeanwhile = draw([0, 0, 50, 100], &chance)
        decidesMeanwhile = draw([0, 0, 10, 50], &chance)
    }
}
