/// Why the gateway does not do what a caller asks of a payout. Nothing was changed and nothing sent, unless it says otherwise.
enum PayoutRefusal: Error, Sendable, Equatable {
    /// The name belongs to another payout: another body, or another caller. Which, is not revealed (rule 4).
    case idReused
    /// The very same payout was asked for by the same uid under this other caller's name: it must not be taken for a name that is in use.
    case callerRenamed(from: String)
    /// There is no such payout, or none that this caller may see.
    case notFound
    /// It is in a state in which this can't be decided any more, or not yet.
    case notPossible(PayoutDecision, in: PayoutState)
    /// While the decision waited for its turn OY! said that it has the payout, which who decided did not know (rule 2).
    case overtaken(PayoutDecision, in: PayoutState)
    /// OY! has, or has paid, a payout of this id: it is neither approved nor sent again.
    case livesOn
    /// The time in which this could be decided is over; the payout is about to be cancelled.
    case notInTime(PayoutDecision)
    /// It takes another person than the one who asked for the payout.
    case notAnother(PayoutDecision)
    /// It left as another partner than the gateway is now: OY! could not tell a re-send from a first attempt (rule 3).
    case sentAsAnotherPartner
    /// An earlier attempt may still be on its way: to be sent again from then on at the earliest (rule 3).
    case notSettled(until: WallTime)
    /// A decision of this kind needs a reason.
    case reasonMissing
    /// It does not fit into what the caller may pay that day.
    case dayLimitReached(DaySums)
    /// The ledger can't be read or written (rule 7).
    case ledgerUnavailable
    /// Too much waits to be written, in all or of this caller: load, and no outage.
    case ledgerOverloaded
    /// The deadline came before the ledger had written down what was asked. It may be carried out yet: to be asked for
    /// again under the same name only.
    case stillRecording
    /// The deadline came before a decision's turn, which waits for an attempt that is under way. It may be carried out yet.
    case stillDeciding
    /// OY! can't be called now, and nothing was decided.
    case upstreamUnavailable
    /// The operator has it that no payout is sent now.
    case notSending
    /// More payouts are under way than the gateway takes on at once, in all or of one caller.
    case overloaded
    /// More calls wait for payouts than the gateway takes on at once, in all or of one caller. The payout itself goes on.
    case tooManyWaits
    /// More decisions about this payout wait for their turn than may.
    case tooManyDecisions
    /// The gateway is stopping, and takes nothing on any more.
    case shuttingDown
}
