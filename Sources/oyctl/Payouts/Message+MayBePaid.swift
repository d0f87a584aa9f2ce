import Contract
import Gateway

extension Message {
    /// Of an `oy.v1.Payout` that is not COMPLETED: whether OY! has one of its id all the same, which may be paid (docs/payouts.md). Since
    /// `lives_on_since` that is known of this very payout; with the code 203 OY! refused it because it has one from elsewhere.
    var mayBePaid: Bool {
        !string("lives_on_since").isEmpty || isRefusedAsDuplicate
    }

    private var isRefusedAsDuplicate: Bool {
        state == .rejected && PayoutColumn.oyCode.value(of: self) == OYCode.duplicatePartnerTrxID.rawValue
    }
}
