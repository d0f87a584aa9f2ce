import Contract

/// What can't be done about a payout, as the error of an RPC (docs/errors.md).
extension RPCError {
    /// The error for what was not done at all.
    init(_ refusal: PayoutRefusal, partnerTrxID: String, at now: WallTime) {
        switch refusal {
        case .idReused:
            self = Self(
                .alreadyExists, reason: Reason.payoutIDReused,
                message: """
                    This id was used before with another request, or by another caller; nothing was sent for this call. To repeat a payout, \
                    send exactly the same fields. Use a new id only for a payout that is really another one
                    """)
        case .callerRenamed(let name):
            self = Self(
                .alreadyExists, reason: Reason.payoutIDReused,
                message: """
                    The very same payout was already asked for by caller \(name), under the same uid; nothing was sent for this call. It must \
                    not be paid under another id. It seems that this caller was renamed: have the operator restore the name \(name) and \
                    restart oyd, then ask again under the same id
                    """)
        case .notFound:
            self = Self(.notFound, reason: "PAYOUT_NOT_FOUND", message: "There is no payout of this id")
        case .notPossible(let decision, let state):
            self = Self(
                .failedPrecondition, reason: Reason.payoutDecisionNotPossible,
                message: "\(decision.rawValue) is not possible: the payout is \(state.rawValue)")
            metadata["state"] = state.rawValue
        case .overtaken(let decision, let state):
            self = Self(
                .failedPrecondition, reason: Reason.payoutDecisionNotPossible,
                message: "\(decision.rawValue) is not possible: since it was decided OY! has said that it has the payout. Look at the payout again")
            metadata["state"] = state.rawValue
        case .livesOn:
            self = .mayBePaid
        case .notInTime(let decision):
            self = Self(
                .failedPrecondition, reason: Reason.payoutDecisionNotPossible,
                message: "\(decision.rawValue) is not possible: the payout was not approved in time")
            metadata["state"] = PayoutState.awaitingApproval.rawValue
        case .notAnother(let decision):
            self = Self(
                .permissionDenied, reason: "PAYOUT_NEEDS_ANOTHER_PERSON",
                message: "\(decision.rawValue) takes another person than the one who asked for the payout: another name, and another uid")
        case .sentAsAnotherPartner:
            self = Self(
                .failedPrecondition, reason: "PAYOUT_SENT_AS_ANOTHER_PARTNER",
                message: "It was sent under another OY! user name or base URL than the present ones, and can be sent again only with those")
        case .notSettled(let until):
            self = Self(
                .failedPrecondition, reason: "PAYOUT_NOT_SETTLED",
                message: "An earlier attempt may still be on its way until \(until.rfc3339)",
                retryDelay: max(.zero, now.duration(to: until)))
        case .reasonMissing:
            self = .invalidRequest([FieldViolation(field: "reason", message: "must say why")])
        case .dayLimitReached:
            // Where the limit is at hand it is named: `dayLimitReached(_:sums:partnerTrxID:at:)`.
            self = Self(
                .resourceExhausted, reason: Reason.dailyLimitReached,
                message: "The payout does not fit into what its caller may pay that day")
        case .ledgerUnavailable:
            self = .ledgerUnavailable
        case .ledgerOverloaded:
            self = .ledgerOverloaded
        case .stillRecording:
            self = Self(
                .unavailable, reason: "PAYOUT_STILL_RECORDING",
                message: "It was not recorded in time, but may be yet. Ask again under the same id, never under another")
        case .stillDeciding:
            self = Self(
                .unavailable, reason: "DECISION_STILL_PENDING",
                message: """
                    An attempt at OY! is under way, and the decision waits for its end: it may still be carried out. GetPayout shows whether \
                    it was
                    """)
        case .upstreamUnavailable:
            self = Self(.unavailable, reason: Reason.upstreamUnavailable, message: "OY! can't be called now; nothing was decided")
        case .notSending:
            self = Self(
                .unavailable, reason: "PAYOUTS_STOPPED",
                message: "The operator has stopped payouts (payouts.send: false): nothing was sent for this call. Ask again later, under the same id")
        case .overloaded:
            self = Self(
                .resourceExhausted, reason: "TOO_MANY_PAYOUTS_IN_FLIGHT",
                message: "More payouts are under way than the gateway takes on at once, in all or of this caller; nothing was done for this call",
                retryDelay: .seconds(1))
        case .tooManyWaits:
            self = Self(
                .resourceExhausted, reason: "TOO_MANY_WAITS",
                message: "As many calls wait for payouts as the gateway takes on at once, in all or of this caller; the payout itself goes on",
                retryDelay: .seconds(1))
        case .tooManyDecisions:
            self = Self(
                .resourceExhausted, reason: "TOO_MANY_DECISIONS",
                message: "Too many decisions about this payout wait for their turn already; this one was not taken", retryDelay: .seconds(1))
        case .shuttingDown:
            self = .shuttingDown
        }
        metadata["partner_trx_id"] = partnerTrxID
    }
}
