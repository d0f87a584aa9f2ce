/// The e-mail addresses of a payout's notification: at most five with white space between them (documentation of `remit`).
enum EmailList {
    /// What is wrong with the list; nil for nothing. An address is not looked at closely: OY! sends the mail, and only a reply
    /// proves an address. What can't be one, and separators other than ASCII's white space, are refused.
    static func fault(in text: UnsafeBufferPointer<UInt8>) -> String? {
        var addresses = 0
        var isGood = true
        for address in text.split(whereSeparator: isWhiteSpace) {
            addresses += 1
            let ats = address.count { $0 == UInt8(ascii: "@") }
            let ends = address.first == UInt8(ascii: "@") || address.last == UInt8(ascii: "@")
            if ats != 1 || ends || address.contains(where: isSeparator) { isGood = false }
        }
        if addresses > Limits.emails { return "must hold at most \(Limits.emails) e-mail addresses" }
        return isGood ? nil : "must hold e-mail addresses with white space between them"
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): true
        default: byte < 0x20 || byte == 0x7F
        }
    }
}
