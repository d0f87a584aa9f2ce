import Contract

/// Whom a payout is for. A caller may write anything for bank and account: what is not plain stands in quotes, so that no bank looks like a
/// bank and an account.
enum Recipient {
    /// `014 1239812390`
    static func text(_ parts: [String]) -> String {
        parts.map { text in
            text.unicodeScalars.allSatisfy(isPlain) && !text.isEmpty ? text : "\"\(text.replacing("\"", with: "\\\""))\""
        }.joined(separator: " ")
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        // With an ellipsis begins what is masked.
        scalar == "…" || scalar == "-" || scalar == "."
            || scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
    }
}
