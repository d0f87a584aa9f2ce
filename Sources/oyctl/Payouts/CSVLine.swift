/// A line of CSV (RFC 4180).
enum CSVLine {
    static func text(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// Ids and reasons are other people's words: none may become a formula in a spreadsheet, or move a terminal's cursor.
    private static func cell(_ text: String) -> String {
        let visible = ErrorReport.harmless(text)
        let inert = visible.first.map { "=+-@".contains($0) } == true ? "'" + visible : visible
        guard inert.contains(where: { ",\"".contains($0) }) else { return inert }
        return "\"" + inert.replacing("\"", with: "\"\"") + "\""
    }
}
