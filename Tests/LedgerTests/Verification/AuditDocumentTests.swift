import Foundation
import Gateway
import TestSupport
import Testing

@testable import Ledger

/// docs/audit.md promises that anyone can verify the chain with a few lines of their own: these very lines are run.
@Suite struct AuditDocumentTests {
    let directory = try! TemporaryDirectory()

    private func document() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/audit.md"), encoding: .utf8)
    }

    /// The lines that verify a ledger, and those that verify an export.
    private func snippets() throws -> (ledger: String, export: String) {
        let parts = try document().components(separatedBy: "```python\n").map { $0.components(separatedBy: "```")[0] }
        try #require(parts.count == 3, "the document has two Python snippets")
        return (parts[1], parts[2])
    }

    private func run(_ script: String, on path: String, from head: String? = nil) throws -> (status: Int32, output: String) {
        let file = directory.path + "/verify.py"
        try script.write(toFile: file, atomically: false, encoding: .utf8)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", file, path] + (head.map { [$0] } ?? [])
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test func theLinesInTheDocumentVerifyALedger() async throws {
        let script = try snippets().ledger
        #expect(script.split(separator: "\n").count <= 10)
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number in 1...25 {
            var change = LedgerChange.insert(.sample("A-\(number)"))
            change.entries.append(.sample("h\u{E9} \u{1F600} \"\\ \(number)"))
            try await ledger.commit(change)
        }
        let head = ledger.statistics.head
        // While the ledger is open, and once it is closed.
        #expect(try run(script, on: directory.ledger) == (0, "50:\(head.hash)"))
        await ledger.close()
        #expect(try run(script, on: directory.ledger) == (0, "50:\(head.hash)"))

        try Onlooker(directory.ledger).tamper("UPDATE audit SET entry = '{}' WHERE seq = 33")
        #expect(try run(script, on: directory.ledger) == (1, "entry 33 does not hold"))
        #expect(try run(script, on: directory.path + "/mistyped").status == 1)
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/mistyped"), "reading makes no ledger")
    }

    @Test func theLinesInTheDocumentVerifyAnExport() async throws {
        let ledger = try SQLiteLedger(path: directory.ledger)
        for number in 1...25 {
            try await ledger.commit(LedgerChange(entries: [.sample("h\u{E9} \u{1F600} \"\\ ,\"entry\": \(number)")]))
        }
        let head = ledger.statistics.head
        await ledger.close()
        var export: [UInt8] = []
        try LedgerExport.export(path: directory.ledger) { export += $0 }
        let path = directory.path + "/export.json"
        try Data(export).write(to: URL(filePath: path))
        let script = try snippets().export
        #expect(try run(script, on: path) == (0, "25:\(head.hash)"))
        try continueFromAKeptHead(script, to: "25:\(head.hash)")
        try Data(String(decoding: export, as: UTF8.self).replacingOccurrences(of: "\\\\ ,", with: "\\\\ ;").utf8).write(to: URL(filePath: path))
        #expect(try run(script, on: path) == (1, "entry 1 does not hold"))
    }

    /// What begins later is verified from the head that was kept of the entry before, and from no other.
    private func continueFromAKeptHead(_ script: String, to head: String) throws {
        let path = directory.path + "/later.json"
        var later: [UInt8] = []
        try LedgerExport.export(path: directory.ledger, from: 11) { later += $0 }
        try Data(later).write(to: URL(filePath: path))
        var tenth: [UInt8] = []
        try LedgerExport.export(path: directory.ledger, from: 10, to: 10) { tenth += $0 }
        let line = try #require(JSONSerialization.jsonObject(with: Data(tenth)) as? [String: Any])
        let hash = try #require(line["hash"] as? String)
        #expect(try run(script, on: path, from: "10:\(hash)") == (0, head))
        #expect(try run(script, on: path, from: "9:\(hash)") == (1, "entry 10 does not hold"))
        #expect(try run(script, on: path, from: "10:" + String(repeating: "0", count: 64)) == (1, "entry 11 does not hold"))
        #expect(try run(script, on: path) == (1, "entry 1 does not hold"))
    }

    /// Every kind and every member that an entry can have is explained.
    @Test func theDocumentExplainsEveryKindAndMember() throws {
        let document = try document()
        for kind in AuditEntry.Kind.allCases { #expect(document.contains("`\(kind.rawValue)`"), "\(kind)") }
        let entry = try #require(
            JSONSerialization.jsonObject(with: Data(EntryTests.full.json())) as? [String: Any])
        for member in entry.keys { #expect(document.contains("`\(member)`"), "\(member)") }
        for member in (entry["caller"] as? [String: Any] ?? [:]).keys { #expect(document.contains("`\(member)`")) }
    }
}
