import Contract
import Foundation
import Gateway
import Testing

@testable import Ledger

@Suite struct EntryTests {
    private func text(_ entry: AuditEntry) -> String {
        String(decoding: entry.json(), as: UTF8.self)
    }

    /// An entry with everything that one can have.
    static let full = AuditEntry(
        time: .sample, kind: .transition,
        caller: AuditCaller(name: "payroll", uid: 1_001, gid: 100, pid: 4_242, executable: "/usr/bin/payroll"),
        method: "oy.v1.DisbursementService/Remit", request: #"{"amount":"10000"}"#, answer: #"{"status":null}"#,
        outcome: AuditOutcome(code: "UNAVAILABLE", reason: "LEDGER_UNAVAILABLE"), oyCode: "101", attempts: 2,
        duration: .microseconds(1_234), payout: "A-1", from: .recorded, to: .inProgress, detail: "note")

    @Test func everyMemberHasItsNameAndItsPlace() {
        #expect(
            text(Self.full) == """
                {"time":"2026-01-31T23:59:59.123Z","kind":"transition",\
                "caller":{"name":"payroll","uid":1001,"gid":100,"pid":4242,"executable":"/usr/bin/payroll"},\
                "method":"oy.v1.DisbursementService/Remit","payout":"A-1","from":"RECORDED","to":"IN_PROGRESS",\
                "outcome":{"code":"UNAVAILABLE","reason":"LEDGER_UNAVAILABLE"},"oy_code":"101","attempts":2,\
                "duration_us":1234,"request":{"amount":"10000"},"answer":{"status":null},"detail":"note"}
                """)
    }

    @Test func whatSaysNothingIsLeftOut() {
        #expect(text(AuditEntry(time: .sample, kind: .start)) == #"{"time":"2026-01-31T23:59:59.123Z","kind":"start"}"#)
        let unknown = AuditCaller(name: nil, uid: .max, gid: 0, pid: -1, executable: nil)
        #expect(
            text(AuditEntry(time: .sample, kind: .refusal, caller: unknown, outcome: AuditOutcome(code: "OK")))
                == #"{"time":"2026-01-31T23:59:59.123Z","kind":"refusal","caller":{"uid":4294967295,"gid":0,"pid":-1},"outcome":{"code":"OK"}}"#)
    }

    /// Every character there is comes back from a JSON reader as it was, on one line.
    @Test func everyCharacterIsWrittenSoThatItIsReadBack() throws {
        let all = (0..<0x300).compactMap(Unicode.Scalar.init).map(String.init).joined() + "\u{2028}\u{FFFF}\u{1F600}\u{10FFFF}"
        let bytes = AuditEntry(time: .sample, kind: .call, detail: all).json()
        #expect(!bytes.contains { $0 < 0x20 })
        let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        #expect(object?["detail"] as? String == all)
    }

    /// A terminal obeys nothing of an entry, however it is printed.
    @Test func noEntryHasWhatATerminalObeys() throws {
        let obeyed = [
            "\u{7F}", "\u{80}", "\u{9B}", "\u{9F}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202E}",
            "\u{2028}", "\u{2029}", "\u{2066}", "\u{2069}", "\u{FEFF}",
        ]
        let words = obeyed.map { "Budi Susanto \($0) pays, \u{E9}\($0)" }.joined()
        let caller = AuditCaller(name: words, uid: 1, gid: 1, pid: 1, executable: words)
        let bytes = AuditEntry(
            time: .sample, kind: .call, caller: caller, method: words, outcome: AuditOutcome(code: words, reason: words), oyCode: words,
            payout: words, detail: words
        ).json()
        #expect(!String(decoding: bytes, as: UTF8.self).unicodeScalars.contains { $0.isUnseen })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(object["detail"] as? String == words && object["payout"] as? String == words)
        #expect(text(AuditEntry(time: .sample, kind: .call, detail: "a\u{202E}\u{9B}1m\u{7F}")).hasSuffix(#""detail":"a\u202e\u009b1m\u007f"}"#))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (.max, "9999-12-31T23:59:59.999Z"), (.min, "0000-01-01T00:00:00.000Z"),
    ] as [(Int64, String)])
    func aTimeIsWrittenInUTC(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).rfc3339 == text)
    }
}
