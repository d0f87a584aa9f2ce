/// An amount of money for people, as Indonesia writes it: `Rp 4.000.000`. Machines are given the bare number.
enum Rupiah {
    /// - Parameter amount: whole rupiah; wide enough for the sum of any amounts.
    static func text(_ amount: Int128) -> String {
        let digits = String(amount.magnitude)
        let grouped = digits.enumerated().map { index, digit in
            let isGroupsFirst = index > 0 && (digits.count - index).isMultiple(of: 3)
            return isGroupsFirst ? ".\(digit)" : "\(digit)"
        }
        return "Rp \(amount < 0 ? "-" : "")\(grouped.joined())"
    }
}
