/// Looks for aliases (`*name`) in a configuration's text before it is parsed. A few that stand for one another, each many times, make a document
/// of any size, with which the parser, as it compares the keys of a mapping, would not come to an end.
enum YAMLAliases {
    /// The line of the first alias beyond so many, counted from 1; nil where there are no more.
    ///
    /// What stands in a comment or in a text counts as well where it looks like an alias: what is one is never missed.
    static func line(ofFirstBeyond count: Int, in text: String) -> Int? {
        var (line, found) = (1, 0)
        var (last, beforeLast): (UInt8?, UInt8?) = (nil, nil)
        for byte in text.utf8 {
            if last == UInt8(ascii: "*"), isNamePart(byte), mayPrecede(beforeLast) {
                found += 1
                if found > count { return line }
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            (last, beforeLast) = (byte, last)
        }
        return nil
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    /// Whether an alias may follow: not right behind a word, as in `oy.v1.PayoutService/*`, nor behind a quote.
    private static func mayPrecede(_ byte: UInt8?) -> Bool {
        guard let byte else { return true }
        return !isLetterOrDigit(byte) && !#"/."'*"#.utf8.contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }
}
