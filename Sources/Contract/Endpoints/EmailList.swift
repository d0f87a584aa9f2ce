/// The e-mail addresses of a payout's notification: at most five with white space between them (documentation of `remit`).
enum EmailList {
    /// What is wrong with the list; nil for nothing. An address is not looked at closely: OY! sends the mail, and only a reply
    /// proves an address. What can't be one, and separators other than white space, are refused.
    static func fault(in text: String) -> String? {
        let addresses = text.split(whereSeparator: \.isWhitespace)
        if addresses.count > Limits.emails { return "must hold at most \(Limits.emails) e-mail addresses" }
        let isGood = addresses.allSatisfy { address in
            let sides = address.split(separator: "@", omittingEmptySubsequences: false)
            return sides.count == 2 && sides.allSatisfy { !$0.isEmpty } && !address.contains { ",;<>\"".contains($0) }
        }
        return isGood ? nil : "must hold e-mail addresses with white space between them"
    }
}
