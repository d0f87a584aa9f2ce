import Contract

/// How OY! writes the number of a bank account or wallet that it was asked about.
enum AccountNumber {
    /// Whether two account numbers can't be the same. OY! may mask one (then it is not all digits), and write a phone number, as which
    /// wallets have them, with a country code in place of a zero.
    static func isOther(_ account: String, than asked: String) -> Bool {
        guard account.utf8.allSatisfy(\.isASCIIDigit), asked.utf8.allSatisfy(\.isASCIIDigit) else { return false }
        let (left, right) = (account.drop { $0 == "0" }, asked.drop { $0 == "0" })
        return !left.hasSuffix(right) && !right.hasSuffix(left)
    }
}
