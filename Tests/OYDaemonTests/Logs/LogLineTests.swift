import Contract
import Foundation
import Gateway
import Logging
import Testing

@testable import OYDaemon

/// No value forges a line, moves a cursor or breaks the JSON.
@Suite struct LogLineTests {
    private func line(_ format: Configuration.Log.Format, _ level: Logger.Level, _ facts: (String, String)...) -> String {
        var line = LogLine(format, level, "Call ended", at: WallTime(milliseconds: 1_000))
        for (key, value) in facts { line.add(key, value) }
        let text = String(decoding: line.finished().array, as: UTF8.self)
        #expect(text.last == "\n")
        return String(text.dropLast())
    }

    /// The line after its time.
    private func text(_ value: String) -> String {
        String(line(.text, .info, ("method", value)).drop { $0 != " " }.dropFirst())
    }

    private func read(_ line: String) throws -> [String: String] {
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
    }

    static let nasty = [
        "", " ", "a b", "a=b", "a\"b", "a\\b", "a\nb", "a\r\nb", "a\tb", "a\u{0}b", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{9B}31m",
        "\u{2028}", "\u{2029}", "\u{202E}evil", "\u{200B}", "\u{FEFF}", "\u{E0041}", "é", "名前", "👩‍👩‍👧", "x caller=root",
        "x\n2026-01-01T00:00:00.000Z INFO Serving",
    ]

    @Test("A plain word stands as it is", arguments: ["oy.v1.DisbursementService/Remit", "payroll", "209", "a'b,c;d"])
    func plain(value: String) {
        #expect(text(value) == "INFO Call ended method=\(value)")
    }

    @Test("Anything else is quoted, with escapes", arguments: [
        ("", #""""#), ("a b", #""a b""#), ("a=b", #""a=b""#), (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\\b""#), ("a\nb", #""a\nb""#),
        ("\u{1B}[2J", #""\u001b[2J""#), ("\u{9B}31m", #""\u009b31m""#), ("\u{202E}evil", #""\u202eevil""#),
        ("\u{E0041}", #""\udb40\udc41""#), ("é", #""é""#), ("a\u{0}b", #""a\u0000b""#),
    ])
    func quoted(value: String, expected: String) {
        #expect(text(value) == "INFO Call ended method=\(expected)")
    }

    @Test("Whatever the value is, a line of text holds nothing that is not seen", arguments: nasty)
    func harmless(value: String) {
        let unseen: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
        #expect(text(value).unicodeScalars.allSatisfy { !unseen.contains($0.properties.generalCategory) })
    }

    @Test("Whatever key and value are, a line of JSON is JSON and gives them back", arguments: nasty)
    func json(value: String) throws {
        let line = line(.json, .error, ("key \(value)", value))
        #expect(!line.unicodeScalars.contains("\n"))
        let read = try read(line)
        #expect(read["message"] == "Call ended")
        #expect(read["level"] == "error")
        #expect(read["key \(value)"].map { Array($0.unicodeScalars) } == Array(value.unicodeScalars))
        #expect(read["time"]?.hasSuffix("Z") == true)
    }

    @Test("A long value is cut, one of a single endless character too", arguments: [
        String(repeating: "x", count: 1_000_000), "e" + String(repeating: "\u{301}", count: 1_000_000),
    ])
    func long(value: String) throws {
        #expect(text(value).utf8.count < 4 * Limits.logValueScalars)
        let read = try read(line(.json, .info, ("method", value)))
        #expect(read["method"]?.unicodeScalars.count == Limits.logValueScalars + 1)
    }
}
