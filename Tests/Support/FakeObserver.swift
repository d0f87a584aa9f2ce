public import Gateway

/// What operators would see of payouts.
public final class FakeObserver: PayoutObserver {
    public let alarms = Observed<[PayoutAlarm]>([])
    public let failures = Observed<[LedgerError]>([])
    public let ends = Observed<[Payout]>([])

    public init() {}

    public func ended(_ payout: Payout) {
        ends.update { $0.append(payout) }
    }

    public func alarmed(_ alarm: PayoutAlarm, partnerTrxID: String) {
        alarms.update { $0.append(alarm) }
    }

    public func ledgerFailed(_ error: LedgerError) {
        failures.update { $0.append(error) }
    }
}
