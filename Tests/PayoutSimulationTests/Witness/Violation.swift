/// What is wrong in a run, and which of the witness's checks found it.
struct Violation: CustomStringConvertible {
    enum Check: String, Sendable {
        case sentUnrecorded, sentUncounted, toldUnrecorded
        case endedTooEarly, misreported, tookBack, believedNothing, decidedAgainstOYsWord
        case sentTooEarly, sentTooLate, sentAgainWhatOYHas, sentOtherBytes, sentAsAnother, paidTwice
        case toldAnother, sentFromOldRow
        case leftOpen
        case toldUntrue, toldTooLate
        case sentWithoutLedger
        case finalStateChanged, decidedOtherwise, unapproved, approvedWhatOYHas, notAlarmed

        /// The rule of docs/payouts.md that it watches over; nil for the table of states, for deciding, approving and for alarms.
        var rule: Int? {
            switch self {
            case .sentUnrecorded, .sentUncounted, .toldUnrecorded: 1
            case .endedTooEarly, .misreported, .tookBack, .believedNothing, .decidedAgainstOYsWord: 2
            case .sentTooEarly, .sentTooLate, .sentAgainWhatOYHas, .sentOtherBytes, .sentAsAnother, .paidTwice: 3
            case .toldAnother, .sentFromOldRow: 4
            case .leftOpen: 5
            case .toldUntrue, .toldTooLate: 6
            case .sentWithoutLedger: 7
            case .finalStateChanged, .decidedOtherwise, .unapproved, .approvedWhatOYHas, .notAlarmed: nil
            }
        }
    }

    var check: Check
    var what: String

    var description: String {
        "\(check.rule.map { "rule \($0), " } ?? "")\(check.rawValue): \(what)"
    }
}
