import Contract

extension Message {
    /// Of an `oy.v1.Payout` or `oy.v1.OpenPayouts`: `COMPLETED`.
    var stateName: String { enumName("state") }

    /// The name of an enumeration's value; its number where the contract has no name for it.
    func enumName(_ field: String) -> String {
        let number = integer(field)
        return schema.field(field)?.enumeration?.name(of: Int32(truncatingIfNeeded: number)) ?? String(number)
    }
}
