import Contract
import Testing

@testable import oyctl

/// Attack: callers and OY! write what stands in an export's cells. A mark that Unicode joins to a comma or a quote hides it from who
/// compares characters, and not from a reader of CSV, which goes by bytes.
@Suite struct CSVLineTests {
    /// What Unicode joins to the one before: an accent, a variation selector, an enclosing circle.
    private static let joining = ["\u{301}", "\u{FE0F}", "\u{20DD}"]
    /// What it joins to the one behind.
    private static let prepended = "\u{111C2}"

    @Test func plainCellsStandAsTheyAre() {
        let line = CSVLine.text(["A-1", "COMPLETED", "500", "", "2026-01-31T23:59:59.123Z", "oy.v1_x"])
        #expect(line == "A-1,COMPLETED,500,,2026-01-31T23:59:59.123Z,oy.v1_x\r\n")
    }

    @Test(arguments: joining)
    func aSeparatorWithAMarkIsQuoted(mark: String) {
        for separator in [",", ";", "\"", "\n", "\r\n"] {
            expect([["014\(separator)\(mark)COMPLETED", "next"], ["014\(Self.prepended)\(separator)COMPLETED", "next"]])
        }
    }

    /// The cell of one payout must not open what another's closes.
    @Test(arguments: joining)
    func aQuoteNeverSwallowsTheLinesBetween(mark: String) {
        expect([["\"\(mark)", "a"], ["between", "b"], ["1\"\(mark)", "c"]])
    }

    @Test(arguments: joining + [""], ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
    func aFormulaIsMadeInert(mark: String, sign: String) {
        #expect(CSVReader.rows(CSVLine.text(["\(sign)\(mark)1+1"])) == [["'\(sign)\(mark.visible)1+1"]])
    }

    /// A tab or a line end would be skipped before a formula; none is left.
    @Test(arguments: ["\t", "\r", "\n", "\0", "\u{FEFF}"])
    func whatASpreadsheetSkipsIsSeen(blank: String) {
        #expect(CSVReader.rows(CSVLine.text(["\(blank)=1+1"])) == [["\u{FFFD}=1+1"]])
    }

    /// Read back byte by byte, it is what was written, but for what a terminal would obey.
    private func expect(_ rows: [[String]], at location: SourceLocation = #_sourceLocation) {
        let text = rows.map { CSVLine.text($0) }.joined()
        let written = rows.map { $0.map { Array($0.visible.utf8) } }
        #expect(CSVReader.rows(text).map { $0.map { Array($0.utf8) } } == written, sourceLocation: location)
    }
}
