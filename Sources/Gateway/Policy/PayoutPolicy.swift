/// What a caller may pay (docs/configuration.md). What is nil is not limited.
///
/// Pure. The sums of the day are the ledger's: `dayLimit` only says what it holds them against, in the transaction that
/// records the payout.
public struct PayoutPolicy: Hashable, Sendable {
    /// Whole rupiah of one payout.
    public var maximumAmount: Int64?
    /// Whole rupiah of all payouts that were asked for within a day.
    public var dailyAmount: Int64?
    /// Number of payouts that were asked for within a day.
    public var dailyCount: Int?
    /// OY!'s codes of the banks that may be paid to.
    public var banks: Set<String>?
    /// An account is paid to only if the caller has successfully looked it up (`InquireAccount`) this recently.
    public var inquiry: Duration?
    /// Payouts of more whole rupiah than this wait until another person approves them.
    public var approvalAbove: Int64?

    public init(
        maximumAmount: Int64? = nil, dailyAmount: Int64? = nil, dailyCount: Int? = nil, banks: Set<String>? = nil,
        inquiry: Duration? = nil, approvalAbove: Int64? = nil
    ) {
        self.maximumAmount = maximumAmount
        self.dailyAmount = dailyAmount
        self.dailyCount = dailyCount
        self.banks = banks
        self.inquiry = inquiry
        self.approvalAbove = approvalAbove
    }

    /// Why a payout may not be asked for at all.
    enum Refusal: Equatable {
        case amount(maximum: Int64)
        case bank(String)
        case noInquiry(within: Duration)
    }

    /// - Parameters:
    ///   - confirmedAt: when the caller last looked the account up successfully; nil for never. Only looked at where
    ///     `inquiry` is set.
    /// - Returns: nil where the payout may be asked for.
    func refusal(of intent: PayoutIntent, confirmedAt: WallTime?, at now: WallTime) -> Refusal? {
        if let maximumAmount, intent.amountRupiah > maximumAmount { return .amount(maximum: maximumAmount) }
        if let banks, !banks.contains(intent.recipientBank) { return .bank(intent.recipientBank) }
        if let inquiry {
            // One in the future is by a clock that was set back since: nobody knows when it was.
            guard let confirmedAt, confirmedAt <= now.advanced(by: Limits.clockCorrection), confirmedAt.duration(to: now) <= inquiry else {
                return .noInquiry(within: inquiry)
            }
        }
        return nil
    }

    /// What a payout that is asked for now must fit into; nil where days are not limited.
    func dayLimit(at now: WallTime, in calendar: BusinessCalendar) -> DayLimit? {
        guard dailyAmount != nil || dailyCount != nil else { return nil }
        return DayLimit(day: calendar.day(containing: now), amountRupiah: dailyAmount, count: dailyCount)
    }

    /// Whether another person has to agree first.
    func needsApproval(_ intent: PayoutIntent) -> Bool {
        approvalAbove.map { intent.amountRupiah > $0 } ?? false
    }
}
