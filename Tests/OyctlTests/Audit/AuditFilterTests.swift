import ArgumentParser
import Foundation
import Testing

@testable import oyctl

/// Which entries `oyctl audit show` shows.
@Suite struct AuditFilterTests {
    private func isShown(_ entry: String, _ options: String...) throws -> Bool {
        try AuditFilter.parse(options).matches(AuditLine(Data(#"{"seq":1,"hash":"00","entry":\#(entry)}"#.utf8)))
    }

    private static let entry = #"{"time":"2026-11-26T09:12:33.123Z","kind":"call","caller":{"name":"payroll","uid":1001},"payout":"A-1"}"#

    @Test(arguments: [
        (["--since", "2026-11-26T09:12:33.123Z"], true), (["--since", "2026-11-26T09:12:33.124Z"], false),
        (["--until", "2026-11-26T09:12:33.123Z"], true), (["--until", "2026-11-26T16:12:33.122+07:00"], false),
        (["--until", "2026-11-26T09:12:33Z"], true), (["--until", "2026-11-26T16:12:33+07:00"], true),
        (["--until", "2026-11-26T09:12:32Z"], false), (["--until", "2026-11-26T09:12:33.0Z"], false),
        (["--since", "2026-11-26T09:12:33Z", "--until", "2026-11-26T09:12:33Z"], true),
        (["--since", "2026-11-26"], true), (["--since", "2026-11-27"], false), (["--until", "2026-11-26"], true), (["--until", "2026-11-25"], false),
        (["--kind", "call"], true), (["--kind", "attempt", "--kind", "call"], true), (["--kind", "attempt"], false),
        (["--caller", "payroll"], true), (["--caller", "uid 1001"], false), (["--payout", "A-1"], true), (["--payout", "A-2"], false),
        (["--payout", "A-1", "--caller", "refunds"], false), ([], true),
    ])
    func `each option narrows`(options: [String], expected: Bool) throws {
        let filter = try AuditFilter.parse(options)
        #expect(filter.matches(AuditLine(Data(#"{"seq":1,"hash":"00","entry":\#(Self.entry)}"#.utf8))) == expected)
    }

    @Test func `an unknown peer is named by its uid`() throws {
        #expect(try isShown(#"{"time":"2026-11-26T09:12:33.123Z","kind":"refusal","caller":{"uid":4242}}"#, "--caller", "uid 4242"))
    }

    @Test func `an entry about nobody is nobody's`() throws {
        #expect(try !isShown(#"{"time":"2026-11-26T09:12:33.123Z","kind":"start"}"#, "--caller", "payroll"))
        #expect(try !isShown(#"{"time":"2026-11-26T09:12:33.123Z","kind":"start"}"#, "--payout", "A-1"))
    }

    /// Attack: whoever changed an entry would have it hidden, too.
    @Test func `what can't be read is shown`() throws {
        #expect(try isShown(#"[1]"#, "--payout", "A-2"))
        #expect(try isShown(#"{"kind":"call"}"#, "--since", "2026-11-27"))
        #expect(try isShown(#"{"time":"long ago","kind":"call"}"#, "--until", "2026-11-25"))
    }
}
