/// How the policy's refusals read.
extension RPCError {
    init(_ refusal: PayoutPolicy.Refusal, caller: String, partnerTrxID: String) {
        switch refusal {
        case .amount(let maximum):
            self = Self(
                .permissionDenied, reason: "PAYOUT_AMOUNT_NOT_ALLOWED",
                message: "Caller \(caller) may pay at most \(maximum) rupiah at a time; nothing was sent",
                metadata: ["max_amount": String(maximum), "field": "amount"])
        case .bank(let bank):
            self = Self(
                .permissionDenied, reason: "PAYOUT_BANK_NOT_ALLOWED",
                message: "Caller \(caller) may not pay to bank \(bank.cut); nothing was sent",
                metadata: ["field": "recipient_bank"])
        case .noInquiry(let window):
            self = Self(
                .failedPrecondition, reason: "INQUIRY_REQUIRED",
                message: "Caller \(caller) must look the account up first: no successful InquireAccount of the last "
                    + "\(window.components.seconds) seconds; nothing was sent",
                metadata: ["within_seconds": String(window.components.seconds)])
        }
        metadata["caller"] = caller
        metadata["partner_trx_id"] = partnerTrxID
    }

    /// The payout does not fit into its caller's day.
    ///
    /// - Parameter sums: what the day holds already.
    static func dayLimitReached(
        _ limit: DayLimit, sums: DaySums, partnerTrxID: String, at now: WallTime
    ) -> Self {
        var error = Self(
            .resourceExhausted, reason: Reason.dailyLimitReached,
            message: "The payout does not fit into what its caller may pay until \(limit.day.upperBound.rfc3339); nothing was sent",
            metadata: [
                "partner_trx_id": partnerTrxID, "day_ends_at": limit.day.upperBound.rfc3339,
                "counted_amount": String(sums.amountRupiah), "counted_count": String(sums.count),
            ],
            retryDelay: max(.zero, now.duration(to: limit.day.upperBound)))
        error.metadata["daily_amount"] = limit.amountRupiah.map { String($0) }
        error.metadata["daily_count"] = limit.count.map { String($0) }
        return error
    }
}
