import Contract
import Gateway

extension Message {
    /// Of an `oy.v1.Payout` or `oy.v1.OpenPayouts`: `COMPLETED`.
    var stateName: String { enumName("state") }

    /// Of the same; nil where this oyctl does not know it, as a newer daemon may have more.
    var state: PayoutState? { PayoutState(rawValue: stateName) }

    /// The name of an enumeration's value; its number where the contract has no name for it.
    func enumName(_ field: String) -> String {
        let number = integer(field)
        return schema.field(field)?.enumeration?.name(of: Int32(truncatingIfNeeded: number)) ?? String(number)
    }
}
