extension Mutant {
    /// What the witness has to find wrong with it. What else follows from the broken rule is found, too, but proves nothing.
    var caughtBy: Violation.Check {
        switch self {
        case .rule1SendsBeforeTheIntentIsOnDisk: .sentUnrecorded
        case .rule1TellsBeforeTheOutcomeIsOnDisk: .toldUnrecorded
        case .rule1ForgetsTheAttemptInACrash: .sentUncounted
        case .rule2TakesNoAnswerForARefusal, .rule2TakesNoAnswerForAFailure, .rule2TakesACutForARefusal,
            .rule2TakesNoAnswerForNotSent, .rule2TakesUnknownCodesForRefusals, .rule2BelievesTheBodyOfAServerError,
            .rule2TakesARefusedQuestionForARefusedPayout:
            .endedTooEarly
        case .rule2BelievesAnAnswerThatNamesNoPayout, .rule2BelievesAnAnswerThatNamesAnotherPayout: .misreported
        case .rule2BelievesAnAnswerOfOtherMoney, .rule2BelievesAnAnswerOfAnotherBank, .rule2BelievesAnAnswerOfAnotherAccount: .believedNothing
        case .rule2BelievesAnAnswerAmongOthers: .believedNothing
        case .rule2DecidesAgainstOYsWord, .rule2DecidesAgainstWhatWasHeard: .decidedAgainstOYsWord
        case .rule2RecordsNotPaidBeforeItSettles: .endedTooEarly
        // REJECTED is what OY! never had, and callers were told that it has it.
        case .rule2CallsAFailureARefusal: .tookBack
        case .rule3DoesNotSettle, .rule3CountsSettlingFromTheBeginningOfTheAttempt, .rule3CountsTheAnswerNotTheQuestion,
            .rule3BelievesAClockThatWasSet, .rule3DoesNotWatchTheClockWhileSending,
            .rule3ResendsBeforeItSettles:
            .sentTooEarly
        // They take an earlier attempt, which may arrive yet, for one of which nothing came.
        case .rule3TakesARefusedResendForTheWholePayout, .rule3TakesItsOwnDuplicateForARefusal,
            .rule3TakesAnUnsentResendForNeverSent:
            .endedTooEarly
        case .rule3SendsAgainWhatOYHas, .rule3ForgetsWhatWasHeard, .rule3ForgetsThatItHadFailed, .rule3ForgetsWhatHasAName,
            .rule3ForgetsANameBesideACodeOfNoUse, .rule3SendsWhatWasHeardMeanwhile:
            .sentAgainWhatOYHas
        case .rule3SendsForHours: .sentTooLate
        case .rule3ChangesTheBytes: .sentOtherBytes
        // To the other partner OY! says for ever that it does not know it.
        case .rule3AsksAsWhoeverItIsNow: .leftOpen
        case .rule3SendsAsWhoeverItIsByThen: .sentAsAnother
        case .rule4SendsOncePerCall: .sentTooEarly
        case .rule4AnswersAnybody: .toldAnother
        case .rule4SendsFromAnOldRow: .sentFromOldRow
        case .rule5GivesUp, .rule5ForgetsInARestart: .leftOpen
        case .rule6CallsALateAnswerAFailure: .toldUntrue
        case .rule6NeverAnswers: .toldTooLate
        case .rule7SendsWithoutALedger: .sentWithoutLedger
        case .cancelsWhatMayHaveBeenSent: .endedTooEarly
        case .changesFinalStates: .finalStateChanged
        case .resendKeepsWhatOYHadSaid, .recordsPaidAsNotPaid: .decidedOtherwise
        case .approvalIsSkipped, .approvalComesByItself, .approvalIsTheAskersOwn: .unapproved
        case .approvesWhatOYHas: .approvedWhatOYHas
        case .tellsNobodyOfATakenName, .tellsNobodyOfADenial, .tellsNobodyOfWhatIsNotBelieved,
            .tellsNobodyOfAnotherTrxID:
            .notAlarmed
        }
    }
}
