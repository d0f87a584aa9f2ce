@testable import Gateway

/// What runs came by: rules that hold because nothing ever happened prove nothing.
struct Sights {
    /// What people decided, and in which state.
    struct Decided: Hashable {
        var decision: PayoutDecision
        var state: PayoutState
    }

    var ends: Set<PayoutState> = []
    var crashes = 0
    var crashesWhileSending = 0
    /// Sendings after one that had left the host.
    var resends = 0
    /// The worst: OY! refuses a re-send, and then the first attempt arrives and pays.
    var lateAfterARefusedResend = 0
    /// Requests that arrived though their connection was cut.
    var cuts = 0
    /// Requests that arrived twice.
    var copies = 0
    /// Payouts that another person approved, and that were paid.
    var approvedAndPaid = 0
    /// Turns of a payout that another partner than the present one was sent as.
    var turnsOfAnotherPartner = 0
    /// OY! had a payout of the name that is not in the ledger.
    var namesTaken = 0
    /// OY! did not find what it had said it has.
    var denials = 0

    /// OY! named another amount, another bank, or another `trx_id` than that on disk.
    var otherMoney = 0
    var otherBanks = 0
    var otherTrxIDs = 0
    /// What came of a row that had changed since it was read.
    var oldRows = 0
    /// Somebody heard that OY! has it, or had it, and that was news.
    var heard = 0
    /// OY! was known to have what stands as not paid.
    var livesOn = 0
    /// The host's clock was set back.
    var stepsBack = 0
    /// Answers that came among others on their connection.
    var amongOthers = 0
    /// Attempts that were not made, as somebody had heard that OY! has it.
    var overtakenSends = 0
    /// Decisions that were carried out.
    var decided: [Decided: Int] = [:]
    /// Those that came while something was under way, and those that OY!'s word, or the settling time, stood against.
    var decisionsThatWaited = 0
    var overtakenDecisions = 0
    var unsettledDecisions = 0

    mutating func saw(_ refusal: PayoutRefusal) {
        switch refusal {
        case .overtaken: overtakenDecisions += 1
        case .notSettled: unsettledDecisions += 1
        default: break
        }
    }

    mutating func saw(_ alarms: [PayoutAlarm]) {
        for alarm in alarms {
            switch alarm.kind {
            case .nameTaken: namesTaken += 1
            case .deniedAfterAcknowledging: denials += 1
            case .anotherTrxID: otherTrxIDs += 1
            case .livesOn: livesOn += 1
            default: break
            }
        }
    }

    mutating func saw(_ word: OYWord?) {
        if let amount = word?.amountRupiah, amount != Simulation.amountRupiah { otherMoney += 1 }
        if let bank = word?.recipientBank, bank != Simulation.recipientBank { otherBanks += 1 }
    }

    static func + (left: Self, right: Self) -> Self {
        Sights(
            ends: left.ends.union(right.ends), crashes: left.crashes + right.crashes,
            crashesWhileSending: left.crashesWhileSending + right.crashesWhileSending,
            resends: left.resends + right.resends,
            lateAfterARefusedResend: left.lateAfterARefusedResend + right.lateAfterARefusedResend,
            cuts: left.cuts + right.cuts, copies: left.copies + right.copies, approvedAndPaid: left.approvedAndPaid + right.approvedAndPaid,
            turnsOfAnotherPartner: left.turnsOfAnotherPartner + right.turnsOfAnotherPartner, namesTaken: left.namesTaken + right.namesTaken,
            denials: left.denials + right.denials,
            otherMoney: left.otherMoney + right.otherMoney, otherBanks: left.otherBanks + right.otherBanks,
            otherTrxIDs: left.otherTrxIDs + right.otherTrxIDs, oldRows: left.oldRows + right.oldRows,
            heard: left.heard + right.heard, livesOn: left.livesOn + right.livesOn, stepsBack: left.stepsBack + right.stepsBack,
            amongOthers: left.amongOthers + right.amongOthers, overtakenSends: left.overtakenSends + right.overtakenSends,
            decided: left.decided.merging(right.decided, uniquingKeysWith: +),
            decisionsThatWaited: left.decisionsThatWaited + right.decisionsThatWaited,
            overtakenDecisions: left.overtakenDecisions + right.overtakenDecisions,
            unsettledDecisions: left.unsettledDecisions + right.unsettledDecisions)
    }
}
