@testable import Gateway

extension Payout {
    /// As it would be on disk, under another name.
    static func stored(_ state: PayoutState, named id: String) -> Payout {
        var intent = PayoutIntent.sample
        intent.partnerTrxID = id
        let like = PayoutMachine.resting(in: state).payout
        var payout = Payout(
            partnerTrxID: id, caller: intent.caller, body: intent.body, amountRupiah: intent.amountRupiah,
            recipientBank: intent.recipientBank, createdAt: like.createdAt, state: state, sendUntil: like.sendUntil,
            nextActionAt: like.nextActionAt)
        payout.version = like.version
        payout.attempts = like.attempts
        payout.attemptsUnsent = like.attemptsUnsent
        payout.attemptsRefused = like.attemptsRefused
        payout.lastSentAt = like.lastSentAt
        payout.isAcknowledged = like.isAcknowledged
        payout.finalAt = like.finalAt
        return payout
    }
}
