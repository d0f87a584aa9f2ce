import Contract

/// A line of CSV (RFC 4180).
///
/// Ids, reasons and messages are other people's words. A reader of CSV goes by bytes, so nothing here compares characters: Unicode joins
/// a comma or a quote and an accent behind it into one, which is neither.
enum CSVLine {
    static func text(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    private static func cell(_ text: String) -> String {
        // None may move a terminal's cursor, and there is no tab or line end left that a spreadsheet would skip before a formula.
        let visible = text.visible
        let inert = isFormula(visible) ? "'" + visible : visible
        return inert.utf8.allSatisfy(isPlain) ? inert : quoted(inert)
    }

    /// Whether a spreadsheet would compute it. The wide ones count where Chinese or Japanese is written
    /// (<https://owasp.org/www-community/attacks/CSV_Injection>).
    private static func isFormula(_ text: String) -> Bool {
        switch text.unicodeScalars.first {
        case "=", "+", "-", "@", "＝", "＋", "－", "＠": true
        default: false
        }
    }

    /// Whether it means nothing to any reader, whatever separates cells where it runs.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private static func quoted(_ text: String) -> String {
        var bytes = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }
}
