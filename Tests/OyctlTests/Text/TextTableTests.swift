import Testing

@testable import oyctl

/// What people read in tables: nothing in it can move a cursor, and the columns stand below each other.
@Suite struct TextTableTests {
    @Test(arguments: [
        (0, "Rp 0"), (7, "Rp 7"), (999, "Rp 999"), (1_000, "Rp 1.000"), (4_000_000, "Rp 4.000.000"), (123_456, "Rp 123.456"),
        (-1_234, "Rp -1.234"), (.max, "Rp 170.141.183.460.469.231.731.687.303.715.884.105.727"),
    ] as [(Int128, String)])
    func `money is grouped by thousands`(amount: Int128, text: String) {
        #expect(Rupiah.text(amount) == text)
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("…", 1), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱ", 1), ("Ａ", 2),
        ("🏦", 2), ("a\u{20DD}", 1),
    ])
    func `a text takes the columns that a terminal gives it`(text: String, columns: Int) {
        #expect(text.columns == columns)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
        ("ee\u{301}e\u{301}e", 3, "ee\u{301}…"), ("ab", 1, "…"),
    ])
    func `a long text is cut between characters`(text: String, limit: Int, cut: String) {
        #expect(text.cut(toColumns: limit) == cut)
        #expect(cut.columns <= limit)
    }

    @Test func `columns stand below each other, numbers by their ends`() {
        var table = TextTable([.init(title: "ID"), .init(title: "AMOUNT", isNumber: true), .init(title: "NOTE", maximumColumns: 6)])
        table.add(["日本", "Rp 5", "short"])
        table.add(["a", "Rp 1.000.000", "rather long"])
        table.add(["b", "", ""])
        #expect(table.lines() == [
            "ID          AMOUNT  NOTE",
            "日本          Rp 5  short",
            "a     Rp 1.000.000  rathe…",
            "b",
        ])
    }

    @Test func `a table without titles has no heading`() {
        var table = TextTable([.init(), .init()])
        table.add(["OY!", "there"])
        #expect(table.lines() == ["OY!  there"])
        #expect(TextTable([.init(title: "ID")]).lines() == ["ID"])
    }

    @Test func `on a narrow terminal the last column is cut, and nothing else`() {
        var table = TextTable([.init(title: "ID"), .init(title: "NOTE", maximumColumns: 60)])
        table.add(["invoice-4711", String(repeating: "x", count: 70)])
        func last(_ width: Int?) -> String { table.lines(fitting: width)[1] }
        #expect(last(nil) == "invoice-4711  \(String(repeating: "x", count: 59))…")
        #expect(last(200) == last(nil))
        #expect(last(40) == "invoice-4711  \(String(repeating: "x", count: 25))…" && last(40).columns == 40)
        #expect(last(10) == "invoice-4711  \(String(repeating: "x", count: 21))…")
        var whole = TextTable([.init(title: "ID")])
        whole.add(["invoice-4711"])
        #expect(whole.lines(fitting: 4) == ["ID", "invoice-4711"])
    }

    /// Attack: a service pays under a bank or a reason that hides, or makes up, what an approver reads.
    @Test(arguments: [
        ("\u{1B}[2Jx", "\\u001b[2Jx"), ("a\nb", "a\\u000ab"), ("a\tb", "a\\u0009b"), ("\u{202E}41", "\\u202e41"), ("\u{200B}", "\\u200b"),
        ("\u{2028}", "\\u2028"), ("\u{E0001}", "\\udb40\\udc01"), ("\u{9B}2J", "\\u009b2J"),
    ])
    func `nothing that a terminal obeys comes through`(text: String, escaped: String) {
        var table = TextTable([.init(), .init()])
        table.add([text, "next"])
        #expect(table.lines() == ["\(escaped)  next"])
    }

    @Test func `JSON keeps its lines, and nothing else`() {
        #expect(ErrorReport.harmless(json: "{\n  \"a\": \"\u{1B}\u{85}\"\n}") == "{\n  \"a\": \"\\u001b\\u0085\"\n}")
        #expect(ErrorReport.harmless(json: "a\r\nb") == "a\\u000d\nb")
    }
}
