/// A gateway that breaks one rule. The simulation has to catch each of them, or it proves nothing.
enum Mutant: String, CaseIterable, Sendable {
    case rule1SendsBeforeTheIntentIsOnDisk
    case rule1TellsBeforeTheOutcomeIsOnDisk
    case rule1ForgetsTheAttemptInACrash
    case rule2TakesNoAnswerForARefusal
    case rule2TakesNoAnswerForAFailure
    case rule2TakesACutForARefusal
    case rule2TakesNoAnswerForNotSent
    case rule2TakesUnknownCodesForRefusals
    case rule2BelievesTheBodyOfAServerError
    case rule2BelievesAnAnswerThatNamesNoPayout
    case rule2BelievesAnAnswerThatNamesAnotherPayout
    case rule2TakesARefusedQuestionForARefusedPayout
    case rule3DoesNotSettle
    case rule3CountsSettlingFromTheBeginningOfTheAttempt
    case rule3CountsTheAnswerNotTheQuestion
    case rule3BelievesAClockThatWasSet
    case rule3TakesARefusedResendForTheWholePayout
    case rule3TakesItsOwnDuplicateForARefusal
    case rule3TakesAnUnsentResendForNeverSent
    case rule3SendsAgainWhatOYHas
    case rule3SendsForHours
    case rule3ChangesTheBytes
    case rule3AsksAsWhoeverItIsNow
    case rule3SendsAsWhoeverItIsByThen
    case rule4SendsOncePerCall
    case rule4AnswersAnybody
    case rule5GivesUp
    case rule5ForgetsInARestart
    case rule6CallsALateAnswerAFailure
    case rule7SendsWithoutALedger
    case cancelsWhatMayHaveBeenSent
    case changesFinalStates
    case approvalIsSkipped
    case approvalComesByItself
    case approvalIsTheAskersOwn

    /// Which rule of docs/payouts.md it breaks, for the listing; nil for what stands in the table of states.
    var rule: Int? {
        rawValue.hasPrefix("rule") ? rawValue.dropFirst(4).first?.wholeNumberValue : nil
    }
}
